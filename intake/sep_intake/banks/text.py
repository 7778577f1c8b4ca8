"""The text of a file, whatever encoding it says it is in.

UTF-8 hardly comes about by chance, so a file that decodes as such is UTF-8, and so is one that does
but for a byte or two (see `encodings`). Otherwise the declared
encoding holds; what programs call latin-1 is cp1252, with its dashes and quotes where latin-1 has
control characters.
"""

import codecs
import re

from sep_intake.cells.encodings import UTF_8, guess_encoding

_LATIN = ("iso8859-1", "cp1252", "utf-8", "ascii")
_WIDE = ("utf-16", "utf-32")
_LONGEST = 80
"""Characters of what a message quotes."""
_LINE_ENDS = re.compile("\r\n?")


def text_of(content: bytes, declared: str = "") -> str:
    """The text, without a byte order mark. Raises LookupError for an encoding that there is not,
    UnicodeError where the text is not in the one declared."""
    name = codecs.lookup(declared or "utf-8").name
    if name.startswith(_WIDE):
        return content.decode(name).removeprefix("\ufeff")
    plain = content.removeprefix(codecs.BOM_UTF8)
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if name.removesuffix("-sig") not in _LATIN:
        return plain.decode(name)
    if guess_encoding(plain) == UTF_8:
        return plain.decode(*UTF_8)
    try:
        return plain.decode("cp1252")
    except UnicodeDecodeError:
        return plain.decode("latin-1")


def line_ends(text: str) -> str:
    """With the line ends of every system as one."""
    return _LINE_ENDS.sub("\n", text)


def quotable(text: str) -> str:
    """A text of a file as a message may quote it: printable, in one line, not long."""
    plain = "".join(mark if mark.isprintable() else " " for mark in text)
    return " ".join(plain.split())[:_LONGEST]
