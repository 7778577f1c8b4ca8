"""The log as evidence over HTTP: checkpoint, tiles and entries (c2sp.org/tlog-tiles), and proofs.

What is served is what is signed: nothing beyond the last checkpoint.
"""

from base64 import b64encode
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sep_ledger.evidence import store
from sep_ledger.evidence.checking import bundle
from sep_ledger.evidence.formats.merkle import HASH_SIZE, TILE_WIDTH, consistency_spans
from sep_ledger.evidence.formats.tiles import BadTilePathError, TileName, width_at
from sep_ledger.evidence.formats.tiles import bundle as entry_bundle
from sep_ledger.evidence.store import SignedCheckpoint
from sep_ledger.evidence.writing.publishing import keys_json
from sep_service.http.problems import not_found
from sep_service.http.responses import Responses, binary, problem_response, text

MUTABLE = "public, max-age=2, must-revalidate"
PARTIAL = "public, max-age=60"
IMMUTABLE = "public, max-age=31536000, immutable"

_BINARY = "application/octet-stream"
_TEXT = "text/plain; charset=utf-8"
_GREATEST = (1 << 63) - 1

Size = Annotated[int, Query(ge=0, le=_GREATEST)]

_NOTE: Responses = {
    200: text("A signed note", "text/plain"),
    404: problem_response("The log has signed nothing yet"),
}
_KEYS: Responses = {200: text("The keys", "application/json")}
_TILE: Responses = {
    200: binary("Hashes, or entries", _BINARY),
    404: problem_response("There is no such tile, or none yet"),
}
_PROOF: Responses = {
    200: text("A proof", "application/json"),
    404: problem_response("What is asked for is not signed yet"),
}

router = APIRouter(prefix="/log", tags=["evidence"])


@router.get("/checkpoint", response_class=Response, responses=_NOTE)
async def checkpoint(request: Request) -> Response:
    """The last signed checkpoint, with the cosignatures of witnesses under it."""
    signed = await _latest(request)
    return Response(str(signed.note), 200, {"Cache-Control": MUTABLE}, _TEXT)


@router.get("/keys", response_class=Response, responses=_KEYS)
async def keys(request: Request) -> Response:
    """The public keys of the log, and the notes by which each handed over to the next."""
    async with request.app.state.pool.connection() as connection:
        rows = await store.keys.awaited(connection)
    return _json(keys_json(rows))


@router.get("/tile/{kind}/{name:path}", response_class=Response, responses=_TILE)
async def tile(request: Request, kind: str, name: str) -> Response:
    """Hashes of the tree (`0` to `7`), or entries (`entries`); 256, or fewer with `.p/<width>`."""
    wanted = _parsed(kind, name)
    size = (await _latest(request)).checkpoint.size
    if width_at(size, wanted.tile) < wanted.width:
        raise not_found(f"El registro ha firmado {size} eventos; aún no hay {wanted.path}.")
    content = await (_entries if wanted.level is None else _hashes)(request, wanted)
    cached = IMMUTABLE if wanted.width == TILE_WIDTH else PARTIAL
    return Response(content, 200, {"Cache-Control": cached}, _BINARY)


@router.get("/proof/inclusion", response_class=Response, responses=_PROOF)
async def inclusion(
    request: Request,
    position: Annotated[int, Query(ge=1, le=_GREATEST)],
) -> Response:
    """The event at a position, with the proof that the log holds it, for `sep-ledger verify`."""
    async with request.app.state.pool.connection() as connection:
        try:
            proof = await bundle.prove.awaited(connection, position)
        except bundle.NotProvableError as error:
            raise not_found(f"La posición {position} aún no está firmada.") from error
    return _json(proof.to_json())


@router.get("/proof/consistency", response_class=Response, responses=_PROOF)
async def consistency(
    request: Request,
    old: Annotated[Size, Query(alias="from")],
    new: Annotated[Size | None, Query(alias="to")] = None,
) -> Response:
    """The proof that the log of `to` events (default: the last checkpoint) begins with `from`."""
    signed = await _latest(request)
    to = signed.checkpoint.size if new is None else new
    if not old <= to <= signed.checkpoint.size:
        raise not_found(f"El registro ha firmado {signed.checkpoint.size} eventos.")
    async with request.app.state.pool.connection() as connection:
        hashes = await store.hashes.awaited(connection, consistency_spans(old, to))
    proof = [b64encode(value).decode() for value in hashes]
    answer: dict[str, Any] = {"from": old, "to": to, "consistency": proof}
    if to == signed.checkpoint.size:
        answer["checkpoint"] = str(signed.note)
    return _json(orjson.dumps(answer))


async def _latest(request: Request) -> SignedCheckpoint:
    async with request.app.state.pool.connection() as connection:
        signed = await store.latest.awaited(connection)
    if signed is None:
        raise not_found("El registro aún no ha firmado nada.")
    return signed


async def _hashes(request: Request, wanted: TileName) -> bytes:
    async with request.app.state.pool.connection() as connection:
        tiles = await store.read_tiles.awaited(connection, [wanted.tile])
    return tiles[wanted.tile][: wanted.width * HASH_SIZE]


async def _entries(request: Request, wanted: TileName) -> bytes:
    after = wanted.number * TILE_WIDTH
    async with request.app.state.pool.connection() as connection:
        return entry_bundle(await store.entries.awaited(connection, after, after + wanted.width))


def _parsed(kind: str, name: str) -> TileName:
    try:
        return TileName.parse(kind, name)
    except BadTilePathError as error:
        raise not_found(f"No hay ningún mosaico {kind}/{name}.") from error


def _json(content: bytes) -> Response:
    return Response(content, 200, {"Cache-Control": MUTABLE}, "application/json")
