"""The pages of `docs/` that the program writes; a test and CI ask that they are fresh."""

import asyncio
import importlib
import inspect
import pkgutil
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from manifests.boxes import signatures_markdown
from manifests.diagram import lifecycle_markdown
from reports import documents
from wasteflow.catalog import law
from wasteflow.catalog.regimes import regimes_markdown
from wasteflow.catalog.streams import streams_markdown
from wasteflow.core.embedded.postgres import FLEETING, Cluster
from wasteflow.core.errors import Notice, Refusal, every_notice
from wasteflow.core.i18n import LANGUAGES, english, texts
from wasteflow.core.migrate import migrate
from wasteflow.core.settings import Settings
from wasteflow.people.permissions import permissions_markdown
from workers.anomalies.rule_pages import rules_markdown
from workers.indicators.telling import indicators_markdown

DOCS = Path(__file__).parent.parent / "docs"
MONTHS = "--exclude-table=*_2[0-9][0-9][0-9][0-9][0-9]"  # partitions: another one each month


def settings_page() -> str:
    """docs/settings.md"""
    lines = [
        "# Settings",
        "",
        inspect.cleandoc(Settings.__doc__ or ""),
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        lines.append(f"| `WASTEFLOW_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def errors_page() -> str:
    """docs/errors.md"""
    for name in _modules_with_notices():
        importlib.import_module(name)
    lines = [
        "# Refusals and warnings",
        "",
        "Every code the interface may answer: its HTTP status (a warning has none), its sentence in four languages,"
        " and its source: the article it rests on with its validity and how sure that is, or that the rule is our own"
        " (of the record, of arithmetic, of how a value is written).",
    ]
    for cls in sorted(every_notice(), key=lambda cls: cls.code):
        status = str(cls.status) if issubclass(cls, Refusal) else "warning"
        lines += ["", f"## `{cls.code}` ({status})", "", f"- en: {english(cls)}"]
        said = texts().get(f"errors.{cls.code}", {})
        lines += [f"- {language}: {said[language]}" for language in LANGUAGES if language in said]
        lines.append(f"- source: {_source(cls)}")
    return "\n".join(lines) + "\n"


def _source(cls: type[Notice]) -> str:
    """The articles a refusal rests on; else whose rule it is."""
    if cls.source:
        return law.cited(cls.source)
    if re.search(
        r"\{(rule|law)\}", english(cls)
    ):  # one refusal for many articles: each block of the catalogue has its own
        return "as the sentence names it: the citation of the [regime, prohibition or ticket](regimes.md) that applies"
    if cls.__module__ == "wasteflow.people.refusals" and getattr(cls, "status", 0) == 403:
        return "own rule: [who may do what](permissions.md)"
    return "own rule"


def documents_page() -> str:
    """docs/documents.md"""
    lines = ["# Documents", "", "Generated from `reports/documents/`; one file is one document.", ""]
    for found in sorted(pkgutil.iter_modules(documents.__path__), key=lambda m: m.name):
        card = inspect.cleandoc(importlib.import_module(f"{documents.__name__}.{found.name}").__doc__ or "")
        lines += [f"## `{found.name}`", "", card, ""]
    return "\n".join(lines).rstrip() + "\n"


def schema_page() -> str:
    """docs/schema.sql: what the migrations amount to."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder) / "postgres", options=FLEETING)
        try:
            url = cluster.start()
            asyncio.run(migrate(url))
            dumped = subprocess.run(
                [cluster.programs / "pg_dump", "--schema-only", "--no-owner", "--restrict-key=docs", MONTHS, url],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        finally:
            cluster.stop()
    kept = (line for line in dumped.splitlines() if not line.startswith(("-- Dumped ", "\\restrict", "\\unrestrict")))
    return "\n".join(kept).strip() + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "permissions.md": permissions_markdown,
    "rules.md": rules_markdown,
    "indicators.md": indicators_markdown,
    "lifecycle.md": lifecycle_markdown,
    "signatures.md": signatures_markdown,
    "documents.md": documents_page,
    "regimes.md": regimes_markdown,
    "streams.md": streams_markdown,
    "schema.sql": schema_page,
}


def stale() -> list[str]:
    """The pages that no longer say what the program does."""
    return [name for name, page in PAGES.items() if not _same(DOCS / name, page())]


def write() -> list[str]:
    """Write the stale pages; their names."""
    found = []
    for name, page in PAGES.items():
        text = page()
        if not _same(DOCS / name, text):
            (DOCS / name).write_text(text, encoding="utf-8")
            found.append(name)
    return found


def _same(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


def _modules_with_notices() -> list[str]:
    """Every module of ours: a refusal that nobody imported would be missing from its page."""
    root = DOCS.parent
    packages = ("wasteflow", "manifests", "workers", "reports")
    files = (file for package in packages for file in (root / package).rglob("*.py"))
    found = {".".join(file.relative_to(root).with_suffix("").parts) for file in files if file.stem != "__main__"}
    return sorted(name.removesuffix(".__init__") for name in found if "node_modules" not in name)
