"""Habits that keep the house small and honest."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.ours import ROOT, calls, python, repository

LONGEST = 500  # lines; look twice from 350 on
CLOCK = "wasteflow/core/clock.py"
TEXTS = {*[".py", ".sql", ".toml", ".md", ".html", ".css", ".ts", ".js", ".yaml", ".in", ".lock"], ""}


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("path", python())
def test_a_module_is_short_enough_to_read(path: str) -> None:
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_modules_and_what_they_offer_say_what_for() -> None:
    silent = []
    for path, tree in python().items():
        if tree.body and ast.get_docstring(tree) is None:
            silent.append(path)
        for node in public(tree):
            speaks_for_itself = isinstance(node, ast.ClassDef) and (_is_value(node) or path.endswith("/schemas.py"))
            if ast.get_docstring(node) is None and not speaks_for_itself and not _is_statement_runner(path):
                silent.append(f"{path}: {node.name}")
    assert silent == []


def _is_value(node: ast.ClassDef) -> bool:
    """A plain record: names and types, whose words are the trade's own."""
    bases = " ".join(ast.unparse(b) for b in node.bases) + " ".join(ast.unparse(d) for d in node.decorator_list)
    return bool(re.search(r"Struct|Value|Told|BaseModel|Enum|Event|dataclass|Protocol|Body|Input", bases))


def _is_statement_runner(path: str) -> bool:
    """In store.py and queries.py the statement above a function is what it does."""
    return path.endswith(("/store.py", "/queries.py"))


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = [
        (path, call.lineno)
        for path, tree in python().items()
        if path != CLOCK
        for name, call in calls(tree)
        if name in ("utcnow", "today", "utcfromtimestamp")
        or (name == "now" and ast.unparse(call.func) in ("datetime.now", "dt.datetime.now", "datetime.datetime.now"))
        or (name == "time" and ast.unparse(call.func) == "time.time")
    ]
    assert asking == []


_VERB = re.compile(
    r"^\s*(select\s.*\bfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\b", re.IGNORECASE | re.DOTALL
)


def test_no_statement_is_built_from_strings() -> None:
    built = []
    for path, tree in python().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                text = "".join(str(p.value) for p in node.values if isinstance(p, ast.Constant))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
                left = node.left
                text = str(left.value) if isinstance(left, ast.Constant) else ""
            else:
                continue
            if _VERB.match(text):
                built.append((path, node.lineno))
    assert built == []


def test_no_grab_bags() -> None:
    names = {path.rsplit("/", 1)[-1].removesuffix(".py") for path in python()}
    assert names & {"utils", "util", "helpers", "helper", "service", "services", "common", "misc"} == set()


def test_words_that_do_not_belong_into_the_repository() -> None:
    """Folders of one machine, hosts of registries, reminders to ourselves."""
    machine = re.compile(
        r"/(?:root|home/\w+|work|mnt|tmp/\w+)/(?:main|shared|\.cache)|\bfiles\.pythonhosted|registry\.npmjs"
    )
    reminder = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = []
    for file in repository():
        if file.suffix not in {
            ".py",
            ".sql",
            ".toml",
            ".md",
            ".html",
            ".css",
            ".ts",
            ".js",
            ".yaml",
            ".in",
            ".lock",
            "",
        }:
            continue
        if file.name in ("test_code.py", "LICENSE") or "vendor" in file.parts:
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [(file.name, m[0]) for pattern in (machine, reminder) for m in pattern.finditer(text)]
    assert found == []


CORE = tuple(f"manifests/{name}" for name in ("life/", "entry/", "draft.", "kept.", "commands.", "store.", "queries."))


def test_weights_of_custody_are_never_floats() -> None:
    floats = [
        (path, node.lineno)
        for path in python()
        if path.startswith(CORE)
        for node in ast.walk(python()[path])
        if isinstance(node, ast.Name) and node.id == "float"
    ]
    assert floats == []
