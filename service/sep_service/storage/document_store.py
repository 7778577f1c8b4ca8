"""The store of evidence documents, as the operator has set it."""

from sep_ledger.documents.places import S3Access
from sep_ledger.documents.store import DocumentStore
from sep_service.settings import Settings

BINARY = "application/octet-stream"
"""The media type of what is not told."""


def store_of(settings: Settings) -> DocumentStore:
    """The store that the operator has set."""
    access = S3Access(
        settings.documents_s3_endpoint,
        settings.documents_s3_region,
        settings.documents_s3_access_key_id,
        settings.documents_s3_secret_access_key,
    )
    return DocumentStore(
        settings.documents_place,
        spool=settings.data_dir / "incoming",
        access=access,
        most=settings.documents_most,
    )
