"""What belongs to us: the files of the repository, the modules of the four packages, what they say."""

import ast
import importlib
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from wasteflow.core.errors import Notice, every_notice

ROOT = Path(__file__).parents[2]
PACKAGES = ("wasteflow", "manifests", "workers", "reports")


@cache
def python() -> dict[str, ast.Module]:
    """Path -> syntax tree of every Python file of the four packages."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8"))
        for file in files
        if "node_modules" not in file.parts
    }


def module(path: str) -> str:
    """`manifests/store.py` -> `manifests.store`."""
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")


@cache
def notices() -> tuple[type[Notice], ...]:
    """Every refusal and warning of the four packages."""
    for path in python():
        if not path.endswith("__main__.py"):
            importlib.import_module(module(path))
    return tuple(sorted((c for c in every_notice() if c.__module__.split(".")[0] in PACKAGES), key=lambda c: c.code))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call under a name: `text(...)`, `visit.t(...)` both give their last word."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name | ast.Attribute):
                yield (function.id if isinstance(function, ast.Name) else function.attr), node


@cache
def repository() -> tuple[Path, ...]:
    """Every text file that is or would be in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:  # not a clone: an unpacked release
        return tuple(f for f in ROOT.rglob("*") if f.is_file() and not {".venv", "node_modules"} & set(f.parts))
    return tuple(ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file())
