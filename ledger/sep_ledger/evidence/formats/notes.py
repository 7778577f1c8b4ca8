"""Signed notes and their keys (c2sp.org/signed-note), and cosignatures (c2sp.org/tlog-cosignature).

A note is text, an empty line, and signature lines, each naming its key. Keys are written as Go's
`golang.org/x/mod/sumdb/note` writes them, so that its tools read ours.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = 0x01, 0x04
"""The kinds of signature: of a log over its note; of a witness over the note and the time."""

MAX_NOTE = 100_000
MAX_SIGNATURES = 100

_KEY_ID_SIZE = 4
_PUBLIC_SIZE = 32
_TIME_SIZE = 8
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+=*)\n")
_NAME = re.compile(r"[^\s+]+")
_PRIVATE = "PRIVATE+KEY+"


class MalformedNoteError(ValueError):
    """Text that is not a signed note."""


class MalformedKeyError(ValueError):
    """Text that is not a key for signed notes."""


class BadSignatureError(ValueError):
    """A note that no trusted key has signed, or that a trusted key's signature does not fit."""


class Signature(NamedTuple):
    """A line under a note."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True)
class Verifier:
    """A public key, with the name it signs by."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes by which a signature line names its key."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return sha256(named).digest()[:_KEY_ID_SIZE]

    def __str__(self) -> str:
        encoded = b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """From `<name>+<key id>+<key>`. Raises MalformedKeyError."""
        name, _, rest = vkey.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        key = _decoded(encoded)
        if not _NAME.fullmatch(name) or len(key) != 1 + _PUBLIC_SIZE:
            raise MalformedKeyError("a public key reads <name>+<8 hex digits>+<base64 of 33 bytes>")
        verifier = cls(name, key[0], key[1:])
        if verifier.kind not in (ED25519, COSIGNATURE) or verifier.key_id.hex() != key_id:
            raise MalformedKeyError(f"the key of {name} does not fit its id {key_id}")
        return verifier

    def is_of(self, signature: Signature) -> bool:
        """Whether a line says that this key made it."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def fits(self, text: str, value: bytes) -> bool:
        """Whether this key made this signature of this text."""
        if self.kind == COSIGNATURE:
            text = _cosigned(text, int.from_bytes(value[:_TIME_SIZE]))
            value = value[_TIME_SIZE:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key, with the name it signs by."""

    name: str
    private: Ed25519PrivateKey
    kind: int = ED25519

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key. Raises MalformedKeyError for a name with spaces or pluses."""
        if not _NAME.fullmatch(name):
            raise MalformedKeyError(f"a key cannot be called {name!r}")
        return cls(name, Ed25519PrivateKey.generate())

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def encode(self) -> str:
        """`PRIVATE+KEY+<name>+<key id>+<key>`: a secret."""
        encoded = b64encode(bytes([self.kind]) + self.private.private_bytes_raw()).decode()
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, skey: str) -> Self:
        """What `encode` wrote. Raises MalformedKeyError, which does not show the key."""
        name, _, rest = skey.strip().removeprefix(_PRIVATE).partition("+")
        key_id, _, encoded = rest.partition("+")
        key = _decoded(encoded)
        if len(key) != 1 + _PUBLIC_SIZE or key[0] not in (ED25519, COSIGNATURE):
            raise MalformedKeyError("not a private key for signed notes")
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(key[1:]), key[0])
        if signer.verifier.key_id.hex() != key_id:
            raise MalformedKeyError(f"the private key of {name} does not fit its id {key_id}")
        return signer

    def sign(self, text: str, at: int = 0) -> Signature:
        """The line to put under a text; a cosigner says when, in seconds since 1970."""
        if self.kind == COSIGNATURE:
            value = at.to_bytes(_TIME_SIZE) + self.private.sign(_cosigned(text, at).encode())
        else:
            value = self.private.sign(text.encode())
        return Signature(self.name, self.verifier.key_id, value)


@dataclass(frozen=True)
class Note:
    """A text, which ends with a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    @classmethod
    def parse(cls, written: str) -> Self:
        """Raises MalformedNoteError, also for what is larger than any note of ours could be."""
        text, empty, lines = written.rpartition("\n\n")
        signatures = [_signature(*found.groups()) for found in _LINE.finditer(lines)]
        whole = "".join(map(str, signatures)) == lines
        if not (empty and signatures and whole) or len(written) > MAX_NOTE:
            raise MalformedNoteError("a signed note is text, an empty line, and signature lines")
        if len(signatures) > MAX_SIGNATURES or any(c < " " and c != "\n" for c in text):
            raise MalformedNoteError("a note with control characters, or too many signatures")
        return cls(text + "\n", tuple(signatures))

    def signed_by(self, trusted: Iterable[Verifier]) -> list[Verifier]:
        """Which of the keys have signed; signatures of others count for nothing.

        Raises BadSignatureError where none has, and where a signature of one of them is false.
        """
        signers = []
        for verifier in trusted:
            for signature in filter(verifier.is_of, self.signatures):
                if not verifier.fits(self.text, signature.value):
                    raise BadSignatureError(f"the signature of {verifier.name} is false")
                signers.append(verifier)
        if not signers:
            raise BadSignatureError("no key that is trusted has signed this note")
        return signers


def _signature(name: str, encoded: str) -> Signature:
    value = _decoded(encoded)
    if len(value) <= _KEY_ID_SIZE:
        raise MalformedNoteError(f"the signature of {name} is not base64, or too short")
    return Signature(name, value[:_KEY_ID_SIZE], value[_KEY_ID_SIZE:])


def _cosigned(text: str, at: int) -> str:
    return f"cosignature/v1\ntime {at}\n{text}"


def _decoded(encoded: str) -> bytes:
    try:
        return b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
