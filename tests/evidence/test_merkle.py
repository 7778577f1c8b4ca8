"""Roots and proofs are those of RFC 9162, section 2.1, written out here as the RFC defines them."""

from collections.abc import Sequence
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from sep_ledger.evidence.formats import merkle
from sep_ledger.evidence.formats.merkle import Frontier, Span, Tile
from sep_ledger.evidence.formats.tiles import names_at, width_at

Leaves = Sequence[bytes]


def hashed(data: bytes) -> bytes:
    return sha256(data).digest()


def split(size: int) -> int:
    """The k of the RFC: the largest power of two smaller than n."""
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def mth(d: Leaves) -> bytes:
    """MTH(D_n), section 2.1.1; the entries are hashed already."""
    if not d:
        return hashed(b"")
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return hashed(b"\x01" + mth(d[:k]) + mth(d[k:]))


def path(m: int, d: Leaves) -> list[bytes]:
    """PATH(m, D_n), section 2.1.3.1."""
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: Leaves, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D_n, b), section 2.1.4.1."""
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], whole), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def leaves(size: int) -> list[bytes]:
    return [hashed(b"\x00" + number.to_bytes(8)) for number in range(size)]


def tiles_over(d: Leaves) -> dict[Tile, bytes]:
    """Every tile of a tree, literally: MTH of 256^level leaves each."""
    tiles = {}
    for name in names_at(len(d)):
        each = 256 ** (name.level or 0)
        first = name.number * 256
        tiles[name.tile] = b"".join(
            mth(d[at * each : (at + 1) * each]) for at in range(first, first + name.width)
        )
    return tiles


SIZES = st.one_of(st.integers(1, 40), st.integers(1, 1_100), st.sampled_from([255, 256, 257, 512]))
LARGEST = leaves(1_100)


@st.composite
def two_sizes(draw: st.DrawFn) -> tuple[int, int]:
    new = draw(SIZES)
    return draw(st.integers(0, new)), new


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == merkle.EMPTY_ROOT == mth([])
    assert merkle.span_hash(Span(0, 0), {}) == mth([])


@given(SIZES)
def test_a_root_is_the_same_from_tiles_and_leaf_by_leaf(size: int) -> None:
    d = LARGEST[:size]
    assert merkle.span_hash(Span(0, size), tiles_over(d)) == mth(d)
    assert Frontier().with_leaves(b"".join(d)).root() == mth(d)


@given(two_sizes())
def test_inclusion_is_proven_as_the_rfc_has_it(sizes: tuple[int, int]) -> None:
    index, size = max(sizes[0] - 1, 0), sizes[1]
    d = LARGEST[:size]
    tiles = tiles_over(LARGEST)  # wider than needed, as a growing log's are
    proof = [merkle.span_hash(span, tiles) for span in merkle.inclusion_spans(index, size)]
    assert proof == path(index, d)
    assert merkle.verify_inclusion(d[index], index, size, proof, mth(d))


@given(two_sizes())
def test_consistency_is_proven_as_the_rfc_has_it(sizes: tuple[int, int]) -> None:
    old, new = sizes
    d, tiles = LARGEST[:new], tiles_over(LARGEST)
    proof = [merkle.span_hash(span, tiles) for span in merkle.consistency_spans(old, new)]
    assert proof == (subproof(old, d, True) if old else [])
    assert merkle.verify_consistency(old, new, proof, mth(d[:old]), mth(d))


@given(two_sizes(), st.data())
def test_nothing_else_is_accepted_for_inclusion(
    sizes: tuple[int, int], data: st.DataObject
) -> None:
    index, size = max(sizes[0] - 1, 0), sizes[1]
    d = LARGEST[:size]
    proof, root = path(index, d), mth(d)
    other = data.draw(st.integers(0, size - 1).filter(lambda at: at != index) | st.just(size))
    assert not merkle.verify_inclusion(d[index], other, size, proof, root)
    assert not merkle.verify_inclusion(hashed(b"x"), index, size, proof, root)
    assert not merkle.verify_inclusion(d[index], index, size, [*proof, root], root)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        assert not merkle.verify_inclusion(d[index], index, size, proof[:-1], root)
        changed = [*proof[:at], hashed(proof[at]), *proof[at + 1 :]]
        assert not merkle.verify_inclusion(d[index], index, size, changed, root)


@given(two_sizes(), st.data())
def test_nothing_else_is_accepted_for_consistency(
    sizes: tuple[int, int], data: st.DataObject
) -> None:
    old, new = sizes
    d = LARGEST[:new]
    proof = subproof(old, d, True) if old else []
    old_root, root = mth(d[:old]), mth(d)
    assert not merkle.verify_consistency(old, new, [*proof, root], old_root, root)
    assert not merkle.verify_consistency(old, new, proof, hashed(b"x"), root)
    assert not merkle.verify_consistency(new + 1, new, proof, old_root, root)
    if old and old < new:
        assert not merkle.verify_consistency(old, new, proof, old_root, hashed(b"x"))
        at = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof[:at], hashed(proof[at]), *proof[at + 1 :]]
        assert not merkle.verify_consistency(old, new, changed, old_root, root)
        assert not merkle.verify_consistency(old, new, proof[:-1], old_root, root)


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    names = list(names_at(70_000))
    full = [name for name in names if name.width == 256]
    assert (len([n for n in full if n.level == 0]), len([n for n in full if n.level == 1])) == (
        273,
        1,
    )
    assert [(n.level, n.number, n.width) for n in names if n.width < 256] == [
        (0, 273, 112),
        (1, 1, 17),
        (2, 0, 1),
    ]
    assert all(width_at(70_000, name.tile) == name.width for name in names)
