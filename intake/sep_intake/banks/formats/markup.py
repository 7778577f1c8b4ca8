"""The markup of OFX: elements that hold others, and elements that hold text.

In version 1 (SGML) an element of text need not be closed, names hold bare `&` and `<`, and an empty
element looks like the beginning of one that holds others. Which is which is told by the file: what
is closed somewhere and never holds text holds elements.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([A-Z][A-Z0-9._]+)\s*(/?)>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|nbsp|#[0-9]{1,6});")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}


_ALWAYS = {"OFX", "STMTRS", "CCSTMTRS", "BANKTRANLIST", "STMTTRN", "LEDGERBAL", "CURRENCY"}
"""What holds elements even where the file shows it empty, as a list of a month without lines."""


class MalformedError(ValueError):
    """What is wrong with the markup, in Spanish."""


@dataclass(slots=True)
class Element:
    """An element that holds others."""

    name: str
    line: int = 0
    """Of the text, in which it begins, from 1."""
    texts: dict[str, str] = field(default_factory=dict)
    """Of the elements of text in it, by name."""
    children: list["Element"] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Empty where it has no such element."""
        return self.texts.get(name, "")

    def child(self, name: str) -> "Element | None":
        return next((each for each in self.children if each.name == name), None)


class _Token(NamedTuple):
    closes: bool
    name: str
    text: str
    """What stands between this tag and the next one."""
    line: int


def elements(text: str) -> list[Element]:
    """All elements that hold others, in the order of the file. Raises MalformedError."""
    tokens = list(_tokens(text))
    if not any(token.closes and token.name == "OFX" for token in tokens):
        raise MalformedError("está cortado: falta cerrar «OFX»")
    holding = _holding(tokens)
    root = Element("")
    path: list[Element] = [root]
    found: list[Element] = []
    for token in tokens:
        if not token.closes and token.name in holding:
            element = Element(token.name, token.line)
            _require_no_line_in_a_line(path, element)
            path[-1].children.append(element)
            path.append(element)
            found.append(element)
        elif not token.closes:
            path[-1].texts.setdefault(token.name, token.text)
        elif token.name in holding:
            if path[-1].name != token.name:
                raise MalformedError(f"«{path[-1].name or token.name}» no se cierra en su lugar")
            path.pop()
    if len(path) > 1:
        raise MalformedError(f"falta cerrar «{path[-1].name}»")
    return found


def _require_no_line_in_a_line(path: list[Element], element: Element) -> None:
    if element.name == "STMTTRN" and path[-1].name == "STMTTRN":
        raise MalformedError("un «STMTTRN» no se cierra")


def _holding(tokens: list[_Token]) -> set[str]:
    """The names of the elements that hold others."""
    closed = {token.name for token in tokens if token.closes}
    with_text = {token.name for token in tokens if not token.closes and token.text}
    empty = {
        one.name
        for one, other in pairwise(tokens)
        if not one.closes and other.closes and one.name == other.name
    }
    return (closed - with_text - empty) | (_ALWAYS & closed)


def _tokens(text: str) -> Iterator[_Token]:
    """Tags, each with the text up to the next one."""
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    text = _CDATA.sub(lambda found: _escaped(found[1]), text)
    tags = list(_TAG.finditer(text))
    ends = [tag.start() for tag in tags[1:]] + [len(text)]
    line, counted = 1, 0
    for tag, end in zip(tags, ends, strict=True):
        line += text.count("\n", counted, tag.start())
        counted = tag.start()
        said = _unescaped(text[tag.end() : end].strip())
        yield _Token(bool(tag[1]), tag[2], "" if tag[1] else said, line)
        if tag[3]:
            yield _Token(True, tag[2], "", line)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _unescaped(text: str) -> str:
    return _ENTITY.sub(_meant, text)


def _meant(entity: re.Match[str]) -> str:
    name = entity[1]
    return _ENTITIES.get(name) or chr(min(int(name.removeprefix("#")), 0x10FFFF))
