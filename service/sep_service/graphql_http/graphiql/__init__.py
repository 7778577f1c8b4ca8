"""GraphiQL at GET /graphql, served whole from this installation: no CDN, no internet.

GraphiQL, React and the WebSocket client are files of the package `graphene-django-graphiql-static`,
which depends on nothing; they are the npm releases graphiql 2.4.7, react and react-dom 17.0.2 and
graphql-ws 5.12.1. The page states the hash of each, so that a browser runs those bytes or none, and
a policy under which it fetches from nowhere else (docs/decisions/0007-graphiql-offline.md).
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

import orjson
from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from sep_service.http.problems import not_found

EXAMPLES = ("auditor", "sostenedor", "ministerio")
"""The queries that the editor opens with."""

_POLICIES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",  # the editor sets styles on its elements
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)
POLICY = "; ".join(_POLICIES)

_HERE = files("sep_service.graphql_http.graphiql")
_BUNDLED = files("graphene_django_graphiql_static") / "static" / "graphene_django_graphiql_static"
_A_DAY = {"Cache-Control": "public, max-age=86400"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """A bundled file, and the SHA-384 of its bytes as browsers check it (W3C SRI)."""

    name: str
    integrity: str

    @property
    def media_type(self) -> str:
        return "text/css" if self.name.endswith(".css") else "text/javascript"


STYLE = Asset(
    "graphiql.min.css",
    "sha384-d7FYWnzKaTlP7q6QjcR7cgBzQ7qg7I5ghGeuzwLjzmmLGfgi8fXpUaebuXTTzcVK",
)
SCRIPTS = (
    Asset(
        "react.production.min.js",
        "sha384-7Er69WnAl0+tY5MWEvnQzWHeDFjgHSnlQfDDeWUvv8qlRXtzaF/pNo18Q2aoZNiO",
    ),
    Asset(
        "react-dom.production.min.js",
        "sha384-vj2XpC1SOa8PHrb0YlBqKN7CQzJYO72jz4CkDQ+ePL1pwOV4+dn05rPrbLGUuvCv",
    ),
    Asset(
        "graphiql.min.js",
        "sha384-D/IKSk3XqkadtnKEtZYmq7ogOIY6TFrKojcZiAhIqroSy4U+N1sXmMv0NdoHhzgr",
    ),
    Asset(
        "graphql-ws.min.js",
        "sha384-Z97pAtGP4LFSTRa6ymyvHN5i5nEn5uIQXyjv5X4eECJAoA8xOfJ18/YcqYE5gqtW",
    ),
)
_ASSETS = {asset.name: asset for asset in (STYLE, *SCRIPTS)}


def page(endpoint: str) -> HTMLResponse:
    """The editor for the GraphQL endpoint at a path."""
    return HTMLResponse(_html(endpoint), headers={"Content-Security-Policy": POLICY})


@router.get("/graphiql/start.js")
async def start() -> Response:
    """The script that starts the editor."""
    return Response(_own("start.js"), media_type="text/javascript", headers=_A_DAY)


@router.get("/graphiql/{name}")
async def asset(name: str) -> Response:
    """A bundled file."""
    known = _ASSETS.get(name)
    if known is None:
        raise not_found(f"No hay ningún archivo {name}.")
    return Response(asset_bytes(known), media_type=known.media_type, headers=_A_DAY)


@cache
def asset_bytes(asset: Asset) -> bytes:
    """The bytes of a bundled file."""
    return (_BUNDLED / asset.name).read_bytes()


@cache
def _own(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def _html(endpoint: str) -> str:
    scripts = "\n    ".join(
        f'<script src="/graphiql/{script.name}" integrity="{script.integrity}"></script>'
        for script in SCRIPTS
    )
    settings = orjson.dumps({"endpoint": endpoint, "query": examples()}).decode()
    return Template(_own("page.html")).substitute(
        style=STYLE.name,
        style_integrity=STYLE.integrity,
        scripts=scripts,
        # Within a script element only its end tag is read.
        settings=settings.replace("</", "<\\/"),
    )


def examples() -> str:
    folder = files("sep_graphql") / "examples"
    texts = ((folder / f"{name}.graphql").read_text(encoding="utf-8") for name in EXAMPLES)
    return "\n".join(texts)
