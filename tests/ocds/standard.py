"""The OCDS 1.1.5 schemas as libcoveocds wants them: a ZIP of the standard's repository.

`SEP_LEDGER_OCDS_STANDARD` may name such a ZIP. Without it one is put together, once for this user,
of what the source distributions of the Open Contracting Partnership's own tools hold, fetched by
pip and known by their SHA-256. Where neither can be had, the tests that need it are skipped.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonref  # type: ignore[import-untyped]  # it has no types
import pytest
from platformdirs import user_cache_path

TAG = "1__1__5"
_SCHEMA = f"https://standard.open-contracting.org/schema/{TAG}/"
_FETCH_SECONDS = 100
_EDITION = 2
"""Of what is put together here; with another the ZIP is made anew."""
_SOURCES = {
    "ocdsextensionregistry-0.7.0": (
        "aae3b247712509f158e16f44747039cfd0a9ee847590aba4794933d6fa79341a"
    ),
    "ocdskit-1.7.0": "02a7d6182bbd7672cfd26cdbcae9726fbacdb917203d2bd5a726caa30040ff76",
}
_TAKEN = {
    "release-schema.json": "ocdsextensionregistry-0.7.0/tests/fixtures/release-schema.json",
    "versioned-release-validation-schema.json": (
        "ocdsextensionregistry-0.7.0/tests/fixtures/versioned-release-validation-schema.json"
    ),
    "release-package-schema.json": "ocdskit-1.7.0/tests/fixtures/release-package-schema.json",
    "record-package-schema.json": (
        "ocdskit-1.7.0/tests/fixtures/a/record-package-schema-dereferenced.json"
    ),
}
_OPEN_CODES = {
    "documentType.csv": (
        "tenderNotice evaluationReports submissionDocuments contractSigned "
        "physicalProgressReport completionCertificate"
    ),
    "milestoneType.csv": (
        "preProcurement approval engagement assessment delivery reporting financing payment"
    ),
    "partyRole.csv": (
        "buyer procuringEntity supplier tenderer funder enquirer payer payee reviewBody "
        "interestedParty"
    ),
    "procurementCategory.csv": "goods works services",
}
"""Of the codelists that may be extended, which the schemas do not repeat."""


def standard() -> Path:
    """The ZIP; skips the test that asks where it cannot be had."""
    given = os.environ.get("SEP_LEDGER_OCDS_STANDARD")
    own = f"ocds-standard-{TAG}-{_EDITION}.zip"
    kept = Path(given) if given else user_cache_path("sep-ledger") / own
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            _put_together(_fetched(Path(folder)), kept)
    return kept


def schema(path: Path, name: str) -> Any:
    """One of its schemas."""
    with ZipFile(path) as archive:
        folder = archive.namelist()[0]
        return json.loads(archive.read(f"{folder}schema/{name}"))


def _fetched(folder: Path) -> dict[str, Any]:
    """The schemas, by name."""
    members: dict[str, Any] = {}
    for source, digest in _SOURCES.items():
        name, _, version = source.partition("-")
        archive = _download(folder, name, version, digest)
        with tarfile.open(archive) as opened:
            for wanted, member in _TAKEN.items():
                if member.startswith(source):
                    file = opened.extractfile(member)
                    assert file is not None
                    members[wanted] = json.load(file)
    return members


def _download(folder: Path, name: str, version: str, digest: str) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    fetched = subprocess.run(
        [*command, "--no-binary", name, "--dest", folder, f"{name}=={version}"],
        capture_output=True,
        check=False,
        timeout=_FETCH_SECONDS,
    )
    archive = folder / f"{name}-{version}.tar.gz"
    if fetched.returncode or not archive.exists():
        pytest.skip("no OCDS schemas: name a ZIP of the standard in SEP_LEDGER_OCDS_STANDARD")
    assert sha256(archive.read_bytes()).hexdigest() == digest
    return archive


def _put_together(schemas: dict[str, Any], target: Path) -> None:
    # There each reference was replaced by an extended schema; the standard's own refers to others.
    package = schemas["record-package-schema.json"]
    package["definitions"] = {"record": package["properties"]["records"]["items"]}
    package["properties"]["records"]["items"] = {"$ref": "#/definitions/record"}
    record = package["definitions"]["record"]["properties"]
    record["compiledRelease"] = {"$ref": f"{_SCHEMA}release-schema.json"}
    record["releases"]["oneOf"][1]["items"] = {"$ref": f"{_SCHEMA}release-schema.json"}
    # Nobody would answer at its address.
    versioned = schemas["versioned-release-validation-schema.json"]
    record["versionedRelease"] = jsonref.replace_refs(versioned, proxies=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_suffix(f".{os.getpid()}")
    with ZipFile(made, "w") as archive:
        archive.writestr(f"standard-{TAG}/", "")
        for name, text in schemas.items():
            archive.writestr(f"standard-{TAG}/schema/{name}", json.dumps(text))
        for name, codes in _codelists(schemas["release-schema.json"]).items():
            rows = "\n".join(["Code", *codes])
            archive.writestr(f"standard-{TAG}/schema/codelists/{name}", rows)
    made.replace(target)


def _codelists(schema: Any) -> dict[str, list[str]]:
    """Codes by codelist: of the closed ones as the schema has them, of the others as above."""
    found = {name: codes.split() for name, codes in _OPEN_CODES.items()}
    fields = list(schema.values()) if isinstance(schema, dict) else []
    for value in fields:
        found |= _codelists(value)
    if isinstance(schema, dict) and schema.get("codelist") and not schema.get("openCodelist"):
        codes = schema.get("enum") or schema.get("items", {}).get("enum") or []
        found[schema["codelist"]] = [code for code in codes if code]
    return found
