"""`make` finds a Python, says what is missing in one sentence, and lists what it can do."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKE = shutil.which("make")
pytestmark = pytest.mark.skipif(MAKE is None, reason="no make on this machine")

# A Python that is new enough, and lacks the module that `import` is asked for.
WITHOUT_VENV = """#!/bin/sh
case "$2" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac
"""
PAGES = ("wasteflow/web/package-lock.json", "wasteflow/web/build.mjs")
TOO_OLD = "#!/bin/sh\nexit 1\n"


def make(folder: Path, *targets: str, python: str) -> subprocess.CompletedProcess[str]:
    """Run the Makefile in an empty folder, on a machine whose every Python is `python`."""
    programs = folder / "programs"
    programs.mkdir()
    for name in ("python3.11", "python3.12", "python3.13", "python3"):
        (programs / name).write_text(python)
        (programs / name).chmod(0o755)
    (folder / "wasteflow/web").mkdir(parents=True)
    for file in ("Makefile", "requirements.lock", "requirements-dev.lock", *PAGES):
        shutil.copy(ROOT / file, folder / file)
    env = {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C"}
    return subprocess.run([str(MAKE), *targets], cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_a_python_without_venv_is_told_with_what_to_install(tmp_path: Path) -> None:
    done = make(tmp_path, "run", python=WITHOUT_VENV)
    assert done.returncode != 0
    assert "python3.11 has no venv module; on Debian or Ubuntu: apt install python3-venv" in done.stderr


def test_no_python_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = make(tmp_path, "test", python=TOO_OLD)
    assert done.returncode != 0
    assert "No Python 3.11 or newer was found" in done.stderr


def test_help_lists_every_target_that_explains_itself(tmp_path: Path) -> None:
    listed = re.findall(r"^  make (\w+)", make(tmp_path, python=TOO_OLD).stdout, re.MULTILINE)
    assert {"run", "test", "check", "bench", "help", "docs", "lock", "format"} <= set(listed)


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("[a-z]*.py")), ids=lambda p: p.stem)
def test_a_benchmark_is_called_by_its_name(path: Path) -> None:
    """A dash where the module's name has an underscore, as in the JSON line it ends with."""
    name = path.stem.replace("_", "-")
    asked = [str(MAKE), "-n", "bench", f"NAME={name}"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"-m benchmarks.{path.stem}" in said
    assert f'"bench": "{name}"' in path.read_text()


def test_every_command_line_that_make_uses_exists() -> None:
    from wasteflow.cli import wasteflow

    used = re.findall(r"-m wasteflow ([\w-]+)", (ROOT / "Makefile").read_text())
    assert used
    assert set(used) <= set(wasteflow.commands)


@pytest.mark.skipif(not os.access("/bin/bash", os.X_OK), reason="no bash on this machine")
@pytest.mark.parametrize("script", [".ci/run", ".ci/servers"])
def test_a_script_of_ci_can_be_read_by_bash(script: str) -> None:
    subprocess.run(["/bin/bash", "-n", str(ROOT / script)], check=True)
