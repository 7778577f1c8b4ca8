"""The promise: a browser gets GraphiQL whole from this installation, and asks nobody else."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tests.conftest import Server
from tests.projections.given import payment
from tests.service.serving import Service, serving

from graphql import parse
from sep_service.graphql_http import graphiql

EDITOR = ".graphiql-query-editor .CodeMirror"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        service.record(payment(1, "2024-03", 987_654_321))
        yield service


@pytest.fixture
def page(chromium: Path) -> Iterator[Page]:
    """A tab of a real browser."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--no-proxy-server"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser.new_page()
        browser.close()


def run(page: Page, document: str) -> None:
    """Types a document with one named operation in place of what is there, and runs it."""
    page.locator(EDITOR).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(document)
    # GraphiQL looks a moment later which operations there are, and would run the one before.
    name = document.split()[1]
    page.wait_for_function(
        "([editor, name]) => document.querySelector(editor).CodeMirror.operationName === name",
        arg=[EDITOR, name],
    )
    page.keyboard.press("ControlOrMeta+Enter")


@pytest.mark.parametrize("asset", [graphiql.STYLE, *graphiql.SCRIPTS], ids=lambda one: one.name)
def test_each_bundled_file_has_the_hash_that_the_page_states(asset: graphiql.Asset) -> None:
    digest = base64.b64encode(hashlib.sha384(graphiql.asset_bytes(asset)).digest()).decode()
    assert f"sha384-{digest}" == asset.integrity


def test_only_the_files_of_the_page_are_served(service: Service) -> None:
    with service.client() as client:
        assert (
            client.get("/graphiql/graphiql.min.css").headers["content-type"].startswith("text/css")
        )
        for name in ("style.css", "..%2f..%2f__init__.py", "page.html"):
            assert client.get(f"/graphiql/{name}").status_code == 404


def test_a_program_that_asks_without_a_query_gets_no_page(service: Service) -> None:
    with service.client() as client:
        assert client.get("/graphql", headers={"Accept": "application/json"}).status_code == 400
        assert client.get("/graphql", headers=HTML).text.startswith("<!doctype html>")


@pytest.mark.browser
def test_a_question_typed_in_the_browser_is_answered_without_the_internet(
    service: Service, page: Page
) -> None:
    requested: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )

    page.goto(f"{service.url}/graphql")
    expect(page.locator(EDITOR)).to_contain_text("query Auditoria")
    run(page, "query Pagos { payments { nodes { month sepTotal } } }")
    expect(page.locator(".result-window")).to_contain_text("987654321")
    expect(page.locator(".result-window")).to_contain_text('"position": 1')

    hosts = {urlsplit(url).hostname for url in requested if not url.startswith("data:")}
    assert hosts == {"127.0.0.1"}
    assert problems == []


@pytest.mark.browser
def test_the_browser_follows_the_log_by_a_subscription(service: Service, page: Page) -> None:
    page.goto(f"{service.url}/graphql")
    run(page, "subscription Eventos { events { position topic } }")
    expect(page.locator(".result-window")).to_contain_text("payment.disbursed")


def test_the_editor_opens_with_queries_that_are_valid(service: Service) -> None:
    names = [
        definition.name.value  # type: ignore[attr-defined]
        for definition in parse(graphiql.examples()).definitions
    ]
    assert names == ["Auditoria", "Sostenedor", "Ministerio"]
