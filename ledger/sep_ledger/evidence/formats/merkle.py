"""The Merkle tree of RFC 9162, section 2.1: roots, inclusion and consistency proofs.

A proof is a list of subtrees, each a `Span` of leaves, and only then of hashes: so which tiles are
needed is known before any is read. Indices begin at 0: the event at position p is leaf p - 1.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple, Self

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT


class Span(NamedTuple):
    """The leaves from start up to, not including, stop; a subtree of some tree."""

    start: int
    stop: int


class Node(NamedTuple):
    """A perfect subtree: that of this number, from 0, among those with 2^level leaves."""

    level: int
    number: int


class Tile(NamedTuple):
    """A run of 256 hashes of nodes at level 8 · `level`; the first is number 0."""

    level: int
    number: int


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: bytes) -> bytes:
    """The root over 1, 2, 4, … hashes, given one after the other."""
    while len(hashes) > HASH_SIZE:
        hashes = b"".join(
            [
                sha256(b"\x01" + hashes[at : at + 2 * HASH_SIZE]).digest()
                for at in range(0, len(hashes), 2 * HASH_SIZE)
            ]
        )
    return hashes


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The subtrees whose hashes prove that leaf `index` is in the tree of `size`; PATH in 2.1.3.1.

    From the leaf's sibling up. Raises ValueError where the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    spans: list[Span] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _left_width(stop - start)
        if index < middle:
            spans.append(Span(middle, stop))
            stop = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The subtrees that prove the tree of `old` leaves to begin that of `new`; PROOF in 2.1.4.1.

    Raises ValueError where the old tree is the larger.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves cannot begin one of {new}")
    if old in (0, new):
        return []
    spans: list[Span] = []
    start, stop = 0, new
    while stop != old:
        middle = start + _left_width(stop - start)
        if old <= middle:
            spans.append(Span(middle, stop))
            stop = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    # What is left is a subtree of the old tree, known to its holder if it is all of it.
    if start > 0:
        spans.append(Span(start, stop))
    return spans[::-1]


def tiles_of(spans: Iterable[Span]) -> set[Tile]:
    """Every tile that the hashes of these subtrees come from."""
    return {_place(node)[0] for span in spans for node in _nodes(span)}


def span_hash(span: Span, tiles: Mapping[Tile, bytes]) -> bytes:
    """The hash of a subtree, from tiles that may be wider than needed.

    Raises LookupError where a tile is missing or too narrow.
    """
    if span.start == span.stop:
        return EMPTY_ROOT
    return _fold([_node_value(node, tiles) for node in _nodes(span)])


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof leads from the leaf's hash to the root; section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    at, last, reached = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            reached = node_hash(sibling, reached)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and reached == root


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether the tree of `new` leaves begins with that of `old`; section 2.1.4.2."""
    if old == 0 < new:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    # The root of a perfect old tree is in no proof, for whoever checks it has it.
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if old > new or not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    reached_old = reached_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            reached_old = node_hash(sibling, reached_old)
            reached_new = node_hash(sibling, reached_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached_new = node_hash(reached_new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and reached_old == old_root and reached_new == new_root


class Frontier:
    """A tree that grows at its right edge: no more than the roots of its perfect subtrees."""

    def __init__(self, nodes: Iterable[tuple[int, bytes]] = ()) -> None:
        self._nodes = list(nodes)

    def push(self, level: int, node: bytes) -> None:
        """Add a perfect subtree of 2^level leaves; no smaller one may have come before it."""
        while self._nodes and self._nodes[-1][0] == level:
            node = node_hash(self._nodes.pop()[1], node)
            level += 1
        self._nodes.append((level, node))

    def copy(self) -> Self:
        """The same tree, to grow apart from this one."""
        return type(self)(self._nodes)

    def with_leaves(self, hashes: bytes) -> Self:
        """A copy that has these leaves, too."""
        grown = self.copy()
        for at in range(0, len(hashes), HASH_SIZE):
            grown.push(0, hashes[at : at + HASH_SIZE])
        return grown

    def root(self) -> bytes:
        """The root of the tree."""
        return _fold([node for _, node in self._nodes]) if self._nodes else EMPTY_ROOT


def _left_width(width: int) -> int:
    """The largest power of two below a width of at least 2."""
    return 1 << (width - 1).bit_length() - 1


def _nodes(span: Span) -> Iterator[Node]:
    """The perfect subtrees that make up a subtree, the largest first."""
    start = span.start
    while start < span.stop:
        level = (span.stop - start).bit_length() - 1
        yield Node(level, start >> level)
        start += 1 << level


def _place(node: Node) -> tuple[Tile, int, int]:
    """The tile that a node is in, and from which hash to which."""
    level, height = divmod(node.level, TILE_HEIGHT)
    first = node.number << height
    number, offset = divmod(first, TILE_WIDTH)
    return Tile(level, number), offset, offset + (1 << height)


def _node_value(node: Node, tiles: Mapping[Tile, bytes]) -> bytes:
    tile, first, last = _place(node)
    hashes = tiles[tile][first * HASH_SIZE : last * HASH_SIZE]
    if len(hashes) != (last - first) * HASH_SIZE:
        raise LookupError(f"tile {tile.level}/{tile.number} ends before hash {last}")
    return _subtree_root(hashes)


_subtree_root = lru_cache(maxsize=1024)(perfect_root)
"""Proofs have the nodes high in the tree and at its right edge in common; 4 MB at most."""


def _fold(hashes: list[bytes]) -> bytes:
    """The root over subtrees that get smaller to the right."""
    reached = hashes[-1]
    for left in reversed(hashes[:-1]):
        reached = node_hash(left, reached)
    return reached
