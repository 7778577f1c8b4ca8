"""In which encoding a file was written, told from its bytes.

Official files come as UTF-8 with or without a mark, as cp1252, which programs call latin-1, and,
where somebody opened them in a console, as cp850. Whether a file is UTF-8 is checked to its last
byte, on the pass that computes its hash; the other two are told apart by which of them yields
Spanish letters.

Latin-1 itself is not among them: its letters are those of cp1252, and where cp1252 has quotes,
dashes, an ellipsis and the euro, it has control characters that nobody writes in a table.
"""

import codecs
import re
from typing import NamedTuple

BOM = codecs.BOM_UTF8

_STRAY = "sep_ledger.stray_cp1252"
_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ°º¿¡ª")
_SEVEN_BITS_BLANK = b" " * 128 + bytes(range(128, 256))
_PAIR = re.compile(rb"[\xc2\xc3][\x80-\xbf]")


class Encoding(NamedTuple):
    """A codec and how it treats what it cannot decode; decoding a file never fails half way."""

    name: str
    errors: str = "strict"


UTF_8 = Encoding("utf-8", _STRAY)
_CP1252 = Encoding("cp1252", _STRAY)
"""Of its five bytes without a meaning latin-1 makes control characters."""
_CP850 = Encoding("cp850")


def guessed(sample: bytes) -> Encoding:
    """The encoding that the beginning of a file suggests: good enough for its header."""
    scan = EncodingScan()
    scan.feed(sample)
    return scan.encoding


class EncodingScan:
    """Judges the encoding of a file fed to it in chunks, from the first to the last.

    A byte order mark proves nothing: the Directorio of 2015 has one before latin-1 text.
    """

    def __init__(self) -> None:
        self.encoding = UTF_8
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._seen_utf8 = False
        self._settled = False

    def feed(self, chunk: bytes) -> None:
        if self._settled:
            return
        chunk = chunk.removeprefix(BOM)
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError:
            self._settle(chunk)
        else:
            self._seen_utf8 = self._seen_utf8 or not chunk.isascii()

    def _settle(self, chunk: bytes) -> None:
        """Decide at the first chunk that is not UTF-8.

        A file of UTF-8 letters may hold a byte or two pasted from elsewhere. It stays UTF-8, and
        those bytes are read as cp1252.
        """
        self._settled = True
        runs = chunk.translate(_SEVEN_BITS_BLANK).split()
        pairs = len(_PAIR.findall(b" ".join(runs)))
        high = b"".join(runs)
        strays = len(high) - 2 * pairs
        if not (self._seen_utf8 or pairs > strays):
            self.encoding = max(_CP1252, _CP850, key=lambda one: _spanish_letters(high, one))


def _spanish_letters(high: bytes, encoding: Encoding) -> int:
    return sum(map(high.decode(*encoding).count, _SPANISH))


def _stray_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    strays = error.object[error.start : error.end]
    return "".join(map(_CP1252_LETTERS.__getitem__, strays)), error.end


_CP1252_LETTERS = [
    bytes([byte]).decode("cp1252", "ignore") or bytes([byte]).decode("latin-1")
    for byte in range(256)
]

codecs.register_error(_STRAY, _stray_cp1252)
