"""The text of a `:86:` field, free or in subfields.

    [three digits] ?00 kind ?10 number ?20…?29 text ?30 bank ?31 account ?32 ?33 name ?60…?63 text

A subfield of text holds 27 characters; one that is full goes on in the next without a space.
"""

import re

_STRUCTURED = re.compile(r"(?:[0-9]{3})?(?=\?[0-9]{2})")
_SUBFIELD = re.compile(r"\?([0-9]{2})")
_FULL = 27
_TEXT = ("00", *map(str, range(20, 30)), *map(str, range(60, 64)), "32", "33")
_CONTINUED = {"20", *map(str, range(21, 30)), *map(str, range(60, 64)), "32", "33"}


def narrative(said: str) -> str:
    """What the bank says of a line, in one line; empty where it says nothing."""
    begins = _STRUCTURED.match(said)
    if begins is None:
        return " ".join(said.split())
    _, *parts = _SUBFIELD.split(said[begins.end() :].replace("\n", ""))
    subfields: dict[str, str] = {}
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        subfields[name] = subfields.get(name, "") + text
    joined = ""
    for name in _TEXT:
        text = subfields.get(name, "")
        joined += text if name in _CONTINUED and len(text) >= _FULL else f"{text} "
    return " ".join(joined.split())
