"""Writes the published contracts: `python -m sep_service.contracts DOCS_FOLDER`.

The event catalogue is one JSON Schema per event version. A version that has been published stays:
files are added or, for the version in work, replaced, never removed.
"""

import json
import sys
from pathlib import Path

from sep_domain.catalogue import event_types, json_schema


def write_event_schemas(folder: Path) -> int:
    """One file per event type, named by its topic; gives how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for event_type in event_types().values():
        text = json.dumps(json_schema(event_type), ensure_ascii=False, indent=2)
        (folder / f"{event_type.topic()}.json").write_text(text + "\n", encoding="utf-8")
    return len(event_types())


if __name__ == "__main__":
    write_event_schemas(Path(sys.argv[1]) / "events")
