from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    levels,
    node_hash,
    nodes,
    root,
    root_at,
    verify_consistency,
    verify_inclusion,
)
from kept.words.error import Misuse

# The tree of Certificate Transparency's reference tests: eight leaves and the root after each.
CT_LEAVES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
CT_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
CT = [leaf_hash(bytes.fromhex(text)) for text in CT_LEAVES]

# Proofs over the same tree, from the same reference tests: (entry, size) or (old, new), counted from 0.
CT_INCLUSION = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
}
CT_CONSISTENCY = {
    (1, 1): (),
    (1, 8): CT_INCLUSION[0, 8],
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(count)]


def spec_root(leaves: list[bytes]) -> bytes:
    """The slow twin: RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(spec_root(leaves[:split]), spec_root(leaves[split:]))


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root(CT[:size]).hex() == CT_ROOTS[size - 1]


@pytest.mark.parametrize(("at", "path"), CT_INCLUSION.items())
def test_inclusion_proofs_are_those_of_certificate_transparency(
    at: tuple[int, int], path: tuple[str, ...]
) -> None:
    assert tuple(step.hex() for step in inclusion_proof(*at, CT)) == path


@pytest.mark.parametrize(("sizes", "path"), CT_CONSISTENCY.items())
def test_consistency_proofs_are_those_of_certificate_transparency(
    sizes: tuple[int, int], path: tuple[str, ...]
) -> None:
    assert tuple(step.hex() for step in consistency_proof(*sizes, CT)) == path


@pytest.mark.parametrize("size", [*range(40), 255, 256, 257, 1000])
def test_every_way_to_the_root_agrees_with_the_definition(size: int) -> None:
    leaves = leaves_of(size)
    assert root(leaves) == spec_root(leaves) == root_at(size, leaves)
    for part in range(0, size, 7):
        assert root_at(part, nodes(leaves)) == spec_root(leaves[:part])


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_frontier_extended_in_parts_has_the_root_of_the_whole(parts: list[int]) -> None:
    frontier, leaves = Frontier(), leaves_of(sum(parts))
    for part in parts:
        frontier = frontier.extended(leaves[frontier.size : frontier.size + part])
    assert frontier == Frontier().extended(leaves)
    assert (frontier.size, frontier.root()) == (len(leaves), spec_root(leaves))


def test_a_frontier_whose_hashes_do_not_fit_its_size_is_misuse() -> None:
    with pytest.raises(Misuse):
        Frontier(3, (EMPTY_ROOT,))


def test_levels_hold_the_complete_subtrees_only() -> None:
    assert [len(level) for level in levels(leaves_of(11))] == [11, 5, 2, 1]


@pytest.mark.parametrize("size", [*range(1, 34), 100])
def test_every_inclusion_proof_verifies(size: int) -> None:
    leaves = leaves_of(size)
    for index in range(size):
        assert verify_inclusion(
            leaves[index], index, size, inclusion_proof(index, size, leaves), root(leaves)
        )


@pytest.mark.parametrize("new", [*range(1, 34), 100])
def test_every_consistency_proof_verifies(new: int) -> None:
    leaves = leaves_of(new)
    for old in range(1, new + 1):
        proof = consistency_proof(old, new, leaves)
        assert verify_consistency(old, new, proof, root(leaves[:old]), root(leaves))


def altered(proof: tuple[bytes, ...], data: st.DataObject) -> tuple[bytes, ...]:
    """The proof with a bit flipped, a step dropped, repeated, added or swapped, or a length changed."""
    made = list(proof)
    ways = ["add"] + (["flip", "drop", "repeat", "cut"] if made else []) + (["swap"] if len(made) > 1 else [])
    way = data.draw(st.sampled_from(ways))
    at = data.draw(st.integers(0, max(0, len(made) - 1)))
    if way == "flip":
        step = bytearray(made[at])
        step[data.draw(st.integers(0, 31))] ^= data.draw(st.integers(1, 255))
        made[at] = bytes(step)
    elif way == "drop":
        del made[at]
    elif way == "repeat":
        made.insert(at, made[at])
    elif way == "cut":
        made[at] = made[at][:-1]
    elif way == "swap":
        other = data.draw(st.integers(0, len(made) - 1).filter(lambda n: n != at))
        made[at], made[other] = made[other], made[at]
    else:
        made.insert(data.draw(st.integers(0, len(made))), data.draw(st.binary(min_size=32, max_size=32)))
    return tuple(made)


@given(st.data())
def test_no_altered_inclusion_proof_verifies(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    proof, top = inclusion_proof(index, size, leaves), root(leaves)
    assert not verify_inclusion(leaves[index], index, size, altered(proof, data), top)
    other = data.draw(st.integers(-1, size + 1).filter(lambda n: n != index))
    assert not verify_inclusion(leaves[index], other, size, proof, top)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, top)
    assert not verify_inclusion(leaves[index], index, size, proof, leaf_hash(b"another"))


@given(st.data())
def test_no_altered_consistency_proof_verifies(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 300))
    old = data.draw(st.integers(1, new))
    leaves = leaves_of(new)
    was, now = root(leaves[:old]), root(leaves)
    proof = consistency_proof(old, new, leaves)
    assert not verify_consistency(old, new, altered(proof, data), was, now)
    assert not verify_consistency(old, new, proof, leaf_hash(b"another"), now)
    assert not verify_consistency(old, new, proof, was, leaf_hash(b"another"))
    other = data.draw(st.integers(0, new).filter(lambda n: n != old))
    assert not verify_consistency(other, new, proof, was, now)


def test_a_proof_of_another_length_never_verifies_even_where_its_hashes_add_up() -> None:
    first, second, third = leaves_of(3)
    assert not verify_inclusion(first, 0, 4, (second,), node_hash(first, second))
    assert not verify_inclusion(first, 0, 1, (second,), node_hash(second, first))
    longer = node_hash(third, node_hash(first, second))
    assert not verify_consistency(1, 2, (second, third), node_hash(third, first), longer)
    assert not verify_consistency(2, 4, (), first, second)
    assert not verify_inclusion(first, 1, 2, (second, third), longer)
    assert not verify_inclusion(first, 1, 1, (), first)
    assert not verify_inclusion(first, -1, 1, (), first)


def test_nothing_is_consistent_with_a_log_of_size_zero() -> None:
    assert not verify_consistency(0, 3, (), EMPTY_ROOT, root(leaves_of(3)))
    assert not verify_consistency(0, 0, (), EMPTY_ROOT, EMPTY_ROOT)
    assert not verify_consistency(4, 3, (), root(leaves_of(4)), root(leaves_of(3)))
    for old, new in ((0, 3), (4, 3), (-1, 3)):
        with pytest.raises(Misuse):
            consistency_proof(old, new, leaves_of(4))


@pytest.mark.parametrize(("index", "size"), [(3, 3), (-1, 3), (0, 0), (0, 9)])
def test_no_proof_is_made_of_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(Misuse):
        inclusion_proof(index, size, leaves_of(3))
