"""The vector index against brute force in numpy."""

import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.index import VectorIndex

DIM = 16


def unit(count: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def brute(
    query: NDArray[np.float32], ids: list[int], rows: NDArray[np.float32], k: int
) -> list[int]:
    return [ids[i] for i in np.argsort(-(rows @ query))[:k]]


def test_search_equals_brute_force() -> None:
    rows, ids = unit(500), [3 * i + 7 for i in range(500)]
    index = VectorIndex(DIM)
    index.add(ids, rows)
    for query in unit(20, seed=1):
        found = index.search(query, 10)
        assert [i for i, _ in found] == brute(query, ids, rows, 10)
        cosines = np.sort(rows @ query)[::-1][:10]
        assert np.allclose([s for _, s in found], cosines, atol=1e-6)


def test_equal_vectors_are_all_found() -> None:
    index = VectorIndex(DIM)
    index.add(range(300), np.repeat(unit(1), 300, axis=0))
    assert {i for i, _ in index.search(unit(1)[0], 300)} == set(range(300))


def test_fewer_held_than_asked() -> None:
    index = VectorIndex(DIM)
    assert index.search(unit(1)[0], 5) == []
    index.add([9], unit(1))
    found = index.search(unit(1)[0], 5)
    assert [i for i, _ in found] == [9]
    assert found[0][1] == pytest.approx(1.0)


def test_removed_rows_are_gone_and_others_keep_their_ids() -> None:
    rows = unit(50)
    index = VectorIndex(DIM)
    index.add(range(50), rows)
    index.remove([0, 7, 49, 1234])
    assert index.ids == frozenset(range(50)) - {0, 7, 49}
    kept = sorted(index.ids)
    assert [i for i, _ in index.search(rows[7], 5)] == brute(rows[7], kept, rows[kept], 5)
    assert np.array_equal(index.vector(13), rows[13])
    with pytest.raises(KeyError):
        index.vector(7)


def test_saved_and_loaded(tmp_path: Path) -> None:
    path, rows = tmp_path / "index.faiss", unit(30)
    index = VectorIndex(DIM)
    index.add(range(30), rows)
    index.save(path, maker="m")
    loaded = VectorIndex.load(path, dim=DIM, maker="m")
    assert loaded is not None
    assert loaded.ids == index.ids
    assert loaded.search(rows[3], 4) == index.search(rows[3], 4)
    assert {p.name for p in tmp_path.iterdir()} == {"index.faiss", "index.json"}


@pytest.mark.parametrize("damage", ["absent", "cut", "noise", "other maker", "other dim"])
def test_what_cannot_be_used_is_not_loaded(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "index.faiss"
    index = VectorIndex(DIM)
    index.add(range(30), unit(30))
    index.save(path, maker="m")
    if damage == "absent":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:100])
    elif damage == "noise":
        path.write_bytes(b"\x00" * 5000)
    maker, dim = ("n" if damage == "other maker" else "m"), (8 if damage == "other dim" else DIM)
    assert VectorIndex.load(path, dim=dim, maker=maker) is None


def test_threads_may_add_and_search_at_once() -> None:
    index, rows = VectorIndex(DIM), unit(1600)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for i in range(number * 100, number * 100 + 100):
                index.add([i], rows[i : i + 1])
                assert index.search(rows[i], 1)[0][0] == i
        except BaseException as error:  # noqa: BLE001 - carried to the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(index) == 1600
