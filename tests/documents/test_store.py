"""The promise: what is kept comes back byte for byte or not at all, each content once, and nothing
that is kept is ever overwritten; in a folder and in an S3 store alike.
"""

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sep_ledger.documents.places import S3Access, UnknownPlaceError, place_of
from sep_ledger.documents.receiving import EmptyDocumentError, TooLargeError
from sep_ledger.documents.store import (
    AlteredDocumentError,
    DocumentStore,
    DocumentStoreError,
    Kept,
    UnknownDocumentError,
)

REPORT = b"%PDF-1.7 informe de avance"
NAME = hashlib.sha256(REPORT).hexdigest()


def keep(store: DocumentStore, *pieces: bytes) -> Kept:
    with store.receiving() as received:
        for piece in pieces:
            received.write(piece)
        return store.keep(received)


def read(store: DocumentStore, sha256: str) -> bytes:
    with store.opened(sha256) as file:
        return file.read()


def path_of(tmp_path: Path, sha256: str) -> Path:
    return tmp_path / "respaldos" / "sha256" / sha256[:2] / sha256


@pytest.fixture
def folder_store(tmp_path: Path) -> DocumentStore:
    return DocumentStore((tmp_path / "respaldos").as_uri(), spool=tmp_path / "spool")


def test_a_document_is_known_by_its_hash(store: DocumentStore) -> None:
    assert keep(store, REPORT[:5], REPORT[5:]) == Kept(NAME, len(REPORT), is_new=True)
    assert (read(store, NAME), store.size_of(NAME)) == (REPORT, len(REPORT))


def test_the_same_content_again_is_a_success_and_one_document(store: DocumentStore) -> None:
    keep(store, REPORT)
    assert keep(store, REPORT) == Kept(NAME, len(REPORT), is_new=False)
    assert read(store, NAME) == REPORT


def test_many_at_once_keep_the_same_content_once(store: DocumentStore) -> None:
    large = os.urandom(200_000)
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda _: keep(store, large), range(8)))
    assert sorted(one.is_new for one in kept) == [False] * 7 + [True]
    assert read(store, kept[0].sha256) == large


def test_what_is_not_kept_is_not_known(store: DocumentStore) -> None:
    assert store.size_of(NAME) is None
    with pytest.raises(UnknownDocumentError, match=NAME):
        store.opened(NAME)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=5_000))
def test_any_bytes_come_back_equal(folder_store: DocumentStore, content: bytes) -> None:
    kept = keep(folder_store, content)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert read(folder_store, kept.sha256) == content


def test_more_than_a_piece_comes_back_equal(store: DocumentStore) -> None:
    large = os.urandom(3_000_001)
    assert read(store, keep(store, large).sha256) == large


def test_nothing_is_no_document(store: DocumentStore) -> None:
    with pytest.raises(EmptyDocumentError):
        keep(store)


def test_a_document_beyond_the_bound_is_refused_before_it_is_kept(tmp_path: Path) -> None:
    store = DocumentStore((tmp_path / "respaldos").as_uri(), spool=tmp_path, most=10)
    with pytest.raises(TooLargeError, match="at most 10 bytes"):
        keep(store, b"12345", b"123456")
    assert not (tmp_path / "respaldos").exists()


@pytest.mark.parametrize(
    "altered", [b"%PDF-1.7 informe de avancE", REPORT[:-1], REPORT + b" ", b""]
)
def test_altered_bytes_are_never_given(
    folder_store: DocumentStore, tmp_path: Path, altered: bytes
) -> None:
    keep(folder_store, REPORT)
    path_of(tmp_path, NAME).write_bytes(altered)
    with pytest.raises(AlteredDocumentError, match=NAME):
        folder_store.opened(NAME)
    with pytest.raises(AlteredDocumentError, match=NAME):
        keep(folder_store, REPORT)
    assert path_of(tmp_path, NAME).read_bytes() == altered, "overwritten"


def test_altered_bytes_of_a_bucket_are_never_given(
    bucket: str, s3_access: S3Access, tmp_path: Path
) -> None:
    url = f"s3://{bucket}/sep"
    store = DocumentStore(url, spool=tmp_path, access=s3_access)
    keep(store, REPORT)
    intruder, key = place_of(url, s3_access), f"sha256/{NAME[:2]}/{NAME}"
    intruder.put(key, b"otra cosa", mode="overwrite")
    with pytest.raises(AlteredDocumentError, match=NAME):
        store.opened(NAME)
    with pytest.raises(AlteredDocumentError, match=NAME):
        keep(store, REPORT)
    assert bytes(intruder.get(key).bytes()) == b"otra cosa", "overwritten"


def test_bytes_on_their_way_have_no_name(folder_store: DocumentStore, tmp_path: Path) -> None:
    with folder_store.receiving() as received:
        received.write(REPORT)
        assert list((tmp_path / "spool").iterdir()) == []
        assert folder_store.size_of(NAME) is None


def test_what_a_killed_write_left_is_never_read_and_swept(
    folder_store: DocumentStore, tmp_path: Path
) -> None:
    keep(folder_store, b"otro")
    left, fresh = (path_of(tmp_path, f"{NAME}#{n}") for n in (1, 2))
    left.parent.mkdir(parents=True, exist_ok=True)
    for path in (left, fresh):
        path.write_bytes(REPORT[:5])
    os.utime(left, (time.time() - 7_200,) * 2)
    assert folder_store.size_of(NAME) is None

    assert folder_store.sweep() == 1
    assert (left.exists(), fresh.exists()) == (False, True)
    assert keep(folder_store, REPORT).is_new


def test_a_store_that_is_out_of_reach_is_told(tmp_path: Path) -> None:
    access = S3Access("http://127.0.0.1:1", "us-east-1", "un-id", "una-clave")
    store = DocumentStore("s3://respaldos", spool=tmp_path, access=access)
    with pytest.raises(DocumentStoreError):
        store.size_of(NAME)


@pytest.mark.parametrize(
    "url", ["respaldos", "file://otra/carpeta", "http://x/y", "s3://", "file:"]
)
def test_a_place_is_a_folder_or_a_bucket(url: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownPlaceError):
        DocumentStore(url, spool=tmp_path).size_of(NAME)
