"""The schemas of the read models, by which readers find their tables."""

from importlib.resources import files

_TABLES = "_tables.sql"

NAMES = sorted(
    each.name.removesuffix(_TABLES)
    for room in files("sep_projections").iterdir()
    if room.is_dir()
    for each in room.iterdir()
    if each.name.endswith(_TABLES)
)
"""One for each projection: whoever has tables has a schema of its name."""

SEARCH_PATH = ", ".join(NAMES)
"""What a reader looks into; table names are unique across them."""
