"""In which encoding a file was written, told from its bytes.

Official files come as UTF-8 with or without a mark, as cp1252, which programs call latin-1, and,
where somebody opened them in a console, as cp850. Whether a file is UTF-8 is checked to its last
byte, on the pass that computes its hash; the other two are told apart by which of them yields
Spanish letters.

Latin-1 itself is not among them: its letters are those of cp1252, and where cp1252 has quotes,
dashes, an ellipsis and the euro, it has control characters that nobody writes in a table.

A half of a character of UTF-16 that is encoded as if it were one (a lone surrogate) is a letter in
none of them. It is read as `LONE_SURROGATE`, for whoever keeps texts to reject.
"""

import codecs
import re
from typing import NamedTuple

BOM = codecs.BOM_UTF8

LONE_SURROGATE = "\ud800"

_STRAY = "sep_ledger.stray_cp1252"
_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ°º¿¡ª")
_SEVEN_BITS_BLANK = b" " * 128 + bytes(range(128, 256))
_PAIR = re.compile(rb"[\xc2\xc3][\x80-\xbf]")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf](?:[\x80-\xbf]|\Z)")
"""Also one of which the last byte is in the next piece of the file."""


class Encoding(NamedTuple):
    """A codec and how it treats what it cannot decode; decoding a file never fails half way."""

    name: str
    errors: str = "strict"


UTF_8 = Encoding("utf-8", _STRAY)
_CP1252 = Encoding("cp1252", _STRAY)
"""Of its five bytes without a meaning latin-1 makes control characters."""
_CP850 = Encoding("cp850")


class Stray(NamedTuple):
    """The first byte of a file of UTF-8 that is none, and is read as cp1252."""

    at: int
    """The bytes of the file before it."""
    letter: str
    """What it is read as."""


def guess_encoding(sample: bytes) -> Encoding:
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
        self.has_strays = False
        """Whether some bytes are not UTF-8; a lone surrogate may be among them."""
        self.stray: Stray | None = None
        """Where the file is UTF-8 all the same."""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._seen_utf8 = False
        self._settled = False
        self._fed = 0

    def feed(self, chunk: bytes) -> None:
        if self._settled:
            return
        self._fed += len(chunk)
        chunk = chunk.removeprefix(BOM)
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            self._feed_without_surrogates(error.object)
        else:
            self._seen_utf8 = self._seen_utf8 or not chunk.isascii()

    def _feed_without_surrogates(self, chunk: bytes) -> None:
        """Surrogates tell nothing of the encoding of the rest."""
        rest = _SURROGATE.sub(lambda found: b"?" * len(found[0]), chunk)
        self.has_strays = True
        self._decoder.reset()
        try:
            self._decoder.decode(rest)
        except UnicodeDecodeError as error:
            self._settle(rest, error.start)
        else:
            self._seen_utf8 = self._seen_utf8 or not rest.isascii()

    def _settle(self, chunk: bytes, stray: int) -> None:
        """Decide at the first chunk that is not UTF-8, by its first byte that is none.

        A file of UTF-8 letters may hold a byte or two pasted from elsewhere. It stays UTF-8, and
        those bytes are read as cp1252.
        """
        self._settled = True
        runs = chunk.translate(_SEVEN_BITS_BLANK).split()
        pairs = len(_PAIR.findall(b" ".join(runs)))
        high = b"".join(runs)
        strays = len(high) - 2 * pairs
        if self._seen_utf8 or pairs > strays:
            letter = _CP1252_LETTERS[chunk[stray]]
            self.stray = Stray(self._fed - len(chunk) + stray, letter)
        else:
            self.encoding = max(_CP1252, _CP850, key=lambda one: _spanish_letters(high, one))


def _spanish_letters(high: bytes, encoding: Encoding) -> int:
    return sum(map(high.decode(*encoding).count, _SPANISH))


def _stray_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    surrogate = _SURROGATE.match(error.object, error.start)
    if surrogate:
        return LONE_SURROGATE, surrogate.end()
    strays = error.object[error.start : error.end]
    return "".join(map(_CP1252_LETTERS.__getitem__, strays)), error.end


_CP1252_LETTERS = [
    bytes([byte]).decode("cp1252", "ignore") or bytes([byte]).decode("latin-1")
    for byte in range(256)
]

codecs.register_error(_STRAY, _stray_cp1252)
