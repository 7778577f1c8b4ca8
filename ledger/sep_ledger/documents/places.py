"""Where documents are kept: a folder, or a bucket of an S3-compatible store."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from obstore.store import LocalStore, S3Store

if TYPE_CHECKING:
    from obstore.store import S3Config

_TIMEOUT = "30s"
_RETRIES = 3
_RETRY_SECONDS = 20


class UnknownPlaceError(ValueError):
    """The URL is neither file:///an/absolute/folder nor s3://bucket/prefix."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url}: {self.__doc__}")


@dataclass(frozen=True)
class S3Access:
    """How an S3-compatible store is reached. What is absent comes from the environment of AWS's
    own tools, or from the machine's role."""

    endpoint: str | None = None
    region: str | None = None
    access_key_id: str | None = field(default=None, repr=False)
    secret_access_key: str | None = field(default=None, repr=False)


def place_of(url: str, access: S3Access) -> LocalStore | S3Store:
    """The place that a URL names; a folder is made where there is none. Raises UnknownPlaceError.

    The S3 store must honour `If-None-Match: *` on PUT, as AWS, MinIO, Ceph and R2 do: that is what
    keeps a document from being overwritten.
    """
    if folder := folder_of(url):
        return LocalStore(prefix=folder, mkdir=True)
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise UnknownPlaceError(url)
    is_plain = (access.endpoint or "").startswith("http://")
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=_configured(access),
        client_options={"allow_http": is_plain, "timeout": _TIMEOUT},
        retry_config={
            "max_retries": _RETRIES,
            "retry_timeout": timedelta(seconds=_RETRY_SECONDS),
        },
    )


def folder_of(url: str) -> Path | None:
    """The folder that a URL names; None where it names none."""
    parts = urlsplit(url)
    is_folder = parts.scheme == "file" and not parts.netloc and len(parts.path) > 1
    return Path(unquote(parts.path)) if is_folder else None


def _configured(access: S3Access) -> "S3Config":
    config: S3Config = {"conditional_put": "etag"}
    if access.endpoint:
        config["endpoint"] = access.endpoint
    if access.region:
        config["region"] = access.region
    if access.access_key_id and access.secret_access_key:
        config["access_key_id"] = access.access_key_id
        config["secret_access_key"] = access.secret_access_key
    return config
