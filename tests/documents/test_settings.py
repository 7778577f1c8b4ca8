"""The promise: settings name the store; unset it is a folder of the data directory."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from sep_ledger.documents.places import S3Access
from sep_ledger.documents.receiving import TooLargeError
from sep_service.settings import Settings
from sep_service.storage.document_store import store_of

REPORT = b"informe"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEP_LEDGER_DATA_DIR", str(tmp_path / "datos de SEP"))
    return tmp_path / "datos de SEP"


def kept() -> str:
    """What was kept where the environment says, read again from there."""
    with store_of(Settings()).receiving() as received:
        received.write(REPORT)
        name = store_of(Settings()).keep(received).sha256
    with store_of(Settings()).opened(name) as file:
        assert file.read() == REPORT
    return name


def test_documents_are_kept_in_the_data_directory(data: Path) -> None:
    name = kept()
    assert (data / "documents" / "sha256" / name[:2] / name).read_bytes() == REPORT


def test_another_folder_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEP_LEDGER_DOCUMENTS_URL", (tmp_path / "aquí").as_uri())
    name = kept()
    assert (tmp_path / "aquí" / "sha256" / name[:2] / name).exists()


def test_a_bucket_may_be_named(
    bucket: str, s3_access: S3Access, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "URL": f"s3://{bucket}/respaldos",
        "S3_ENDPOINT": s3_access.endpoint,
        "S3_REGION": s3_access.region,
        "S3_ACCESS_KEY_ID": s3_access.access_key_id,
        "S3_SECRET_ACCESS_KEY": s3_access.secret_access_key,
    }.items():
        monkeypatch.setenv(f"SEP_LEDGER_DOCUMENTS_{name}", str(value))
    kept()
    assert not (data / "documents").exists()
    assert str(s3_access.secret_access_key) not in repr(Settings())


def test_the_bound_of_a_document_is_set_in_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEP_LEDGER_DOCUMENTS_MAX_MB", "1")
    with store_of(Settings()).receiving() as received:
        received.write(bytes(1 << 20))
        with pytest.raises(TooLargeError):
            received.write(b"x")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", "respaldos"),
        ("URL", "gs://cubo/respaldos"),
        ("MAX_MB", "513"),
        ("S3_ENDPOINT", "127.0.0.1:9000"),
        ("S3_ACCESS_KEY_ID", "sin su clave"),
    ],
)
def test_what_cannot_be_a_store_is_refused_at_once(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"SEP_LEDGER_DOCUMENTS_{name}", value)
    with pytest.raises(ValidationError, match=f"(?i)documents_{name}"):
        Settings()
