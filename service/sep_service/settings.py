"""Settings of the service, read from environment variables that begin with `SEP_LEDGER_`.

Every limit has a default and a bound, so that no setting can switch a protection off.
"""

import os
from pathlib import Path
from typing import Literal

from platformdirs import PlatformDirs
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from sep_domain.values.identifiers import Rut
from sep_ledger.documents.receiving import MEGABYTE, MOST_MEGABYTES

DATABASE_URL_VARIABLE = "SEP_LEDGER_DATABASE_URL"

CHILECOMPRA_PREFIX = "ocds-70d2nz"


def default_data_dir() -> Path:
    """The user's data directory; for root the machine's, since root's home is closed to others.

    PostgreSQL refuses to run as root, so under root its files belong to another system user.
    """
    directories = PlatformDirs("sep-ledger", appauthor=False)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return Path(directories.site_state_dir if is_root else directories.user_data_dir)


class Settings(BaseSettings):
    """What an operator can choose. Constructing it with a value out of bounds raises
    `pydantic.ValidationError`, which names the setting.
    """

    model_config = SettingsConfigDict(
        env_prefix="SEP_LEDGER_", frozen=True, env_ignore_empty=True, extra="forbid"
    )

    database_url: str | None = Field(
        default=None,
        repr=False,
        description="libpq URL or conninfo of a PostgreSQL 18. Unset: a private one is started.",
    )
    data_dir: Path = Field(
        default_factory=default_data_dir,
        description="Where the private PostgreSQL and the demo keep their files.",
    )
    host: str = Field(default="127.0.0.1", description="Address the HTTP service listens on.")
    port: int = Field(
        default=8008, ge=1, le=65_535, description="Port the HTTP service listens on."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least severe record that is logged."
    )
    log_format: Literal["human", "json"] = Field(
        default="human", description="One line per record for people, or one JSON object."
    )

    default_page_size: int = Field(
        default=50, ge=1, le=1_000, description="Nodes of a connection when none are asked for."
    )
    max_page_size: int = Field(
        default=500, ge=1, le=1_000, description="Most nodes one connection answers with."
    )
    max_query_depth: int = Field(
        default=12, ge=3, le=50, description="Deepest nesting of a GraphQL operation."
    )
    max_aliases: int = Field(
        default=30, ge=1, le=200, description="Most aliases in a GraphQL operation."
    )
    max_tokens: int = Field(
        default=2_000, ge=100, le=20_000, description="Most tokens in a GraphQL document."
    )

    events_page_max: int = Field(
        default=1_000, ge=1, le=10_000, description="Most events one page of /events holds."
    )
    sse_batch: int = Field(
        default=500, ge=1, le=10_000, description="Events read at once for an event stream."
    )
    import_batch_rows: int = Field(
        default=2_500, ge=100, le=200_000, description="Rows one import transaction appends."
    )
    import_beside_mb: int = Field(
        default=32,
        ge=1,
        le=1_000_000,
        description="MB of files from which a process beside the import reads their rows.",
    )
    pool_size: int = Field(
        default=8, ge=1, le=100, description="Most database connections one process holds."
    )

    evidence_origin: str = Field(
        default="sep-ledger.localhost/log",
        pattern=r"^[^\s+]+$",
        max_length=200,
        description="Name of the log in what it signs: its address without https://. For ever.",
    )
    evidence_key_file: Path | None = Field(
        default=None,
        repr=False,
        description="The log's private key. Unset: made on first use in the data directory.",
    )
    evidence_checkpoint_seconds: int = Field(
        default=10, ge=1, le=86_400, description="Seconds between two checkpoints, at least."
    )
    audit_hours: int = Field(
        default=24, ge=1, le=8_760, description="Hours between two audits of the views."
    )

    documents_url: str | None = Field(
        default=None,
        pattern=r"^(file:///|s3://[^/])\S+$",
        description="Where evidence is kept: file:///folder or s3://bucket/prefix. Unset: a folder "
        "of the data directory.",
    )
    documents_max_mb: int = Field(
        default=64, ge=1, le=MOST_MEGABYTES, description="MB of one document, at most."
    )
    documents_address: str = Field(
        default="http://127.0.0.1:8008/documents",
        pattern=r"^https?://[^\s?#]+[^\s?#/]$",
        max_length=200,
        description="URL of /documents as others reach it; it is part of published OCDS data.",
    )
    documents_s3_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="URL of an S3-compatible store. Unset: AWS.",
    )
    documents_s3_region: str | None = Field(default=None, description="Region of the bucket.")
    documents_s3_access_key_id: str | None = Field(
        default=None, repr=False, description="Unset: as AWS's own tools find it."
    )
    documents_s3_secret_access_key: str | None = Field(
        default=None, repr=False, description="Belongs to the access key."
    )

    backup_dir: Path | None = Field(
        default=None,
        description="Where the private PostgreSQL's backups and its write-ahead log are kept. "
        "Unset: nowhere.",
    )

    ocds_prefix: str = Field(
        default="ocds-sepcl0",
        pattern=r"^ocds-[a-z0-9]{6}$",
        description="Prefix of our ocids: ask the Open Contracting Partnership for one.",
    )
    ocds_address: str = Field(
        default="http://127.0.0.1:8008/ocds",
        pattern=r"^https?://[^\s?#]+[^\s?#/]$",
        max_length=200,
        description="URL of /ocds as others reach it; it is part of what is published.",
    )
    ocds_publisher: str = Field(
        default="SEP Ledger", min_length=1, max_length=200, description="Who publishes OCDS data."
    )
    ocds_publisher_rut: Rut | None = Field(default=None, description="The publisher's RUT.")
    ocds_license: str | None = Field(
        default="https://creativecommons.org/publicdomain/zero/1.0/",
        pattern=r"^https?://\S+$",
        description="URL of the licence of what is published.",
    )
    ocds_policy: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="URL of the publication policy."
    )
    ocds_page_max: int = Field(
        default=500, ge=1, le=5_000, description="Most releases or records in one package."
    )

    @property
    def postgres_dir(self) -> Path:
        """Where the private PostgreSQL lies, or will lie."""
        return self.data_dir / "postgres"

    @property
    def archive_dir(self) -> Path | None:
        """Where its write-ahead log is kept; None where it is not."""
        return self.backup_dir and self.backup_dir / "wal"

    @property
    def evidence_key_path(self) -> Path:
        """Where the log's private key lies, or will lie."""
        return self.evidence_key_file or self.data_dir / "evidence" / "log.key"

    @property
    def documents_place(self) -> str:
        """URL of where evidence is kept."""
        return self.documents_url or (self.data_dir.absolute() / "documents").as_uri()

    @property
    def documents_most(self) -> int:
        """Bytes of one document, at most."""
        return self.documents_max_mb * MEGABYTE

    @field_validator("ocds_prefix")
    @classmethod
    def _own_prefix(cls, prefix: str) -> str:
        if prefix == CHILECOMPRA_PREFIX:
            raise ValueError(f"{prefix} is ChileCompra's; ask for a prefix of your own")
        return prefix

    @model_validator(mode="after")
    def _both_halves_of_a_key(self) -> "Settings":
        if (self.documents_s3_access_key_id is None) != (
            self.documents_s3_secret_access_key is None
        ):
            raise ValueError(
                "SEP_LEDGER_DOCUMENTS_S3_ACCESS_KEY_ID and "
                "SEP_LEDGER_DOCUMENTS_S3_SECRET_ACCESS_KEY belong together"
            )
        return self

    @model_validator(mode="after")
    def _default_page_fits(self) -> "Settings":
        if self.default_page_size > self.max_page_size:
            raise ValueError(
                f"SEP_LEDGER_DEFAULT_PAGE_SIZE is {self.default_page_size}, "
                f"more than SEP_LEDGER_MAX_PAGE_SIZE, {self.max_page_size}"
            )
        return self
