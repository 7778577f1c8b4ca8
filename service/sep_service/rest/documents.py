"""Evidence documents over HTTP: `POST /documents`, `GET` and `HEAD /documents/{sha256}`.

A document is uploaded first, then a command points to it. It is given back as a download, never as
a page: whatever it holds, a browser does not run it.
"""

import asyncio
import mimetypes
from base64 import b64encode
from collections.abc import Callable, Coroutine, Iterator
from typing import IO, Annotated, Any
from urllib.parse import quote

import psycopg
from fastapi import APIRouter, Header, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from sep_domain.evidence_documents import MediaType, Sha256Hex
from sep_ledger.documents.receiving import EmptyDocumentError, TooLargeError
from sep_ledger.documents.store import (
    AlteredDocumentError,
    DocumentStore,
    DocumentStoreError,
    Kept,
    UnknownDocumentError,
)
from sep_projections.documents.evidence_documents import (
    EVIDENCE_DOCUMENTS,
    EvidenceDocumentFilter,
    EvidenceDocumentRow,
)
from sep_projections.reading.cursors import PageRequest
from sep_projections.reading.known import known_at
from sep_projections.reading.listing import params_of
from sep_service.http import problems
from sep_service.http.malformed_requests import malformed_response
from sep_service.http.problems import problem
from sep_service.rest import documents_openapi
from sep_service.storage.document_store import BINARY

PATH = "/documents"

_IMMUTABLE = "public, max-age=31536000, immutable"
_UNNAMED = "no-cache"
"""No event points to it yet; the first that does gives it its name and media type."""
_PIECE = 1 << 18
_MEDIA_TYPE: TypeAdapter[str] = TypeAdapter(MediaType)

Name = Annotated[
    Sha256Hex,
    Path(
        description="SHA-256 of the content, in hexadecimal",
        pattern=r"^[0-9a-f]{64}$",
        examples=[documents_openapi.SHA256],
    ),
]
Seen = Annotated[str | None, Header(alias="If-None-Match", description="As `ETag` said.")]


class Uploaded(BaseModel):
    """A document that is kept; what a command's `evidence` repeats of it."""

    sha256: Sha256Hex
    size: Annotated[int, Field(ge=1)] = Field(description="In bytes.")
    media_type: str = Field(description="As the request said.")
    url: str = Field(description="Where it is read.")


class DocumentRoute(APIRoute):
    """Tells whatever keeps a document from being kept or given as a problem."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_or_explain(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return malformed_response(error.errors())
            except _TROUBLE as error:
                return _explained(error)

        return handle_or_explain


_TROUBLE = (
    TooLargeError,
    EmptyDocumentError,
    UnknownDocumentError,
    AlteredDocumentError,
    DocumentStoreError,
    psycopg.OperationalError,
)

router = APIRouter(prefix=PATH, tags=["documents"], route_class=DocumentRoute)


@router.post(
    "",
    response_model=Uploaded,
    responses=documents_openapi.UPLOADED,
    openapi_extra=documents_openapi.UPLOAD_BODY,
)
async def upload(request: Request) -> Response:
    """Keeps a document: the body of the request, as it is. The same content again is a success.

    Nothing is recorded in the log; a command that points to the document does that.
    """
    store: DocumentStore = request.app.state.documents
    media_type = _media_type(request)
    _check_announced(request, store.most)
    with store.receiving() as received:
        try:
            async for piece in request.stream():
                received.write(piece)
        except ClientDisconnect:
            return Response(status_code=400)  # which nobody hears
        kept = await asyncio.to_thread(store.keep, received)
    return _uploaded(kept, media_type)


@router.head(
    "/{sha256}",
    response_class=Response,
    responses=documents_openapi.GIVEN,
    operation_id="head_document",
)
async def head(request: Request, sha256: Name) -> Response:
    """Whether a document is kept, how long it is and what it is called; it is not hashed."""
    store: DocumentStore = request.app.state.documents
    size = await _require(store, sha256)
    headers, media_type = await _described(request, sha256)
    return Response(None, 200, {**headers, "Content-Length": str(size)}, media_type)


@router.get(
    "/{sha256}",
    response_class=Response,
    responses=documents_openapi.GIVEN,
    operation_id="get_document",
)
async def get(request: Request, sha256: Name, if_none_match: Seen = None) -> Response:
    """A document, once its bytes have been hashed again: altered bytes are never given."""
    store: DocumentStore = request.app.state.documents
    headers, media_type = await _described(request, sha256)
    if if_none_match and headers["ETag"] in if_none_match:
        await _require(store, sha256)
        return Response(None, 304, headers)
    file = await asyncio.to_thread(store.opened, sha256)
    length = file.seek(0, 2)
    file.seek(0)
    return StreamingResponse(
        _pieces(file),
        200,
        {**headers, "Content-Length": str(length)},
        media_type,
        BackgroundTask(file.close),
    )


async def _require(store: DocumentStore, sha256: str) -> int:
    """The size of a document that has to be there. Raises UnknownDocumentError."""
    size = await asyncio.to_thread(store.size_of, sha256)
    if size is None:
        raise UnknownDocumentError(sha256)
    return size


def _media_type(request: Request) -> str:
    """As the request says, without parameters. Raises RequestValidationError."""
    said = request.headers.get("Content-Type", BINARY).partition(";")[0]
    try:
        return _MEDIA_TYPE.validate_python(said)
    except ValidationError as error:
        listed = [{**one, "loc": ("header", "Content-Type")} for one in error.errors()]
        raise RequestValidationError(listed) from error


def _check_announced(request: Request, most: int) -> None:
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > most:
        raise TooLargeError(most)


def _uploaded(kept: Kept, media_type: str) -> Response:
    url = f"{PATH}/{kept.sha256}"
    body = Uploaded(sha256=kept.sha256, size=kept.size, media_type=media_type, url=url)
    headers = {"ETag": f'"{kept.sha256}"', "Location": url}
    return Response(
        body.model_dump_json(), 201 if kept.is_new else 200, headers, "application/json"
    )


async def _described(request: Request, sha256: str) -> tuple[dict[str, str], str]:
    """Headers of a document, and its media type, as the first event says that points to it."""
    document = await _first_reference(request, sha256)
    digest = b64encode(bytes.fromhex(sha256)).decode()
    headers = {
        "ETag": f'"{sha256}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "Cache-Control": _IMMUTABLE if document else _UNNAMED,
        "Content-Disposition": _disposition(document, sha256),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return headers, document.media_type if document else BINARY


async def _first_reference(request: Request, sha256: str) -> EvidenceDocumentRow | None:
    async with request.app.state.pool.connection() as connection:
        known = await known_at(connection)
        given = params_of(known, EvidenceDocumentFilter(sha256=sha256))
        page = await EVIDENCE_DOCUMENTS.page(connection, given, PageRequest(1))
    return page.rows[0] if page.rows else None


def _disposition(document: EvidenceDocumentRow | None, sha256: str) -> str:
    """A download under a plain name, and for who can read it under its title (RFC 6266)."""
    if document is None:
        return f'attachment; filename="{sha256}"'
    ending = mimetypes.guess_extension(document.media_type) or ""
    plain = f'attachment; filename="{sha256[:16]}{ending}"'
    title = document.title.replace("/", "-").replace("\\", "-").removesuffix(ending)
    return f"{plain}; filename*=UTF-8''{quote(title, safe='')}{ending}"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _explained(error: Exception) -> Response:
    match error:
        case TooLargeError():
            return problems.too_large(error.most)
        case EmptyDocumentError():
            return _problem(422, "empty", "El documento está vacío", "No tiene ningún byte.")
        case UnknownDocumentError():
            detail = f"No hay ningún documento {error.sha256}."
            return _problem(404, "unknown-document", "El documento no existe", detail)
        case AlteredDocumentError():
            detail = (
                f"El documento {error.sha256} fue alterado después de guardarse: "
                "sus bytes ya no dan ese SHA-256."
            )
            return _problem(500, "altered-document", "El documento fue alterado", detail)
    return _problem(
        503, "unavailable", "El depósito de documentos no responde", "Inténtelo de nuevo."
    )


def _problem(status: int, kind: str, title: str, detail: str) -> Response:
    headers = {"Retry-After": str(problems.RETRY_SECONDS)} if status == 503 else None
    return problem(kind, status, title, detail).response(headers)
