"""The tour leads through files and names that exist."""

import ast
import re

from tests.house.ours import ROOT, python

PAGES = (ROOT / "docs/tour.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs/decisions").glob("*.md")))


def names(path: str) -> set[str]:
    """What a file defines at its top."""
    return {
        name
        for node in python()[path].body
        for name in (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            else [t.id for t in getattr(node, "targets", []) if isinstance(t, ast.Name)]
        )
    }


def test_every_name_exists() -> None:
    gone = [
        (page.name, path, name)
        for page in PAGES
        for path, name in re.findall(r"`([\w/]+\.py):(\w+)`", page.read_text(encoding="utf-8"))
        if path not in python() or name not in names(path)
    ]
    assert gone == []


def test_every_file_exists() -> None:
    gone = [
        (page.name, path)
        for page in PAGES
        for path in re.findall(
            r"`((?:wasteflow|manifests|workers|reports|tests)/[\w/.]*)`", page.read_text(encoding="utf-8")
        )
        if not (ROOT / path).exists()
    ]
    assert gone == []


def test_the_tour_stops_on_every_floor() -> None:
    tour = PAGES[0].read_text(encoding="utf-8")
    for part in ("routes", "commands", "policy", "lifecycle", "store", "relay", "engine", "weight_gap", "alerts"):
        assert re.search(rf"/{part}\.py:\w+", tour), part
