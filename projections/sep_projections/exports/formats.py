"""The formats there are, by name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sep_projections.exports import beancount, hledger, tables
from sep_projections.exports.posting_batches import Part


class FormatName(StrEnum):
    """What the journal can be written as."""

    BEANCOUNT = "beancount"
    HLEDGER = "hledger"
    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True)
class Format:
    """How a part of the journal is written. The same part gives the same bytes."""

    extension: str
    media_type: str
    render: Callable[[Part], Iterator[bytes]]


FORMATS = {
    FormatName.BEANCOUNT: Format("beancount", "text/plain; charset=utf-8", beancount.render),
    FormatName.HLEDGER: Format("journal", "text/plain; charset=utf-8", hledger.render),
    FormatName.CSV: Format("csv", "text/csv; charset=utf-8; header=present", tables.render_csv),
    FormatName.PARQUET: Format("parquet", "application/vnd.apache.parquet", tables.render_parquet),
}
