"""Locks name no host, hash everything, and say what the short lists ask for."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def packages(lock: str) -> dict[str, str]:
    """Name -> version; a package locked twice under different markers keeps the last."""
    text = (ROOT / lock).read_text()
    return dict(re.findall(r"^([a-z0-9][\w.-]*)==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_python_lock_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links| @ ", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_python_lock_has_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text().strip())
    assert all("--hash=sha256:" in entry for entry in entries if "==" in entry)


def test_the_page_lock_names_no_host_and_has_digests() -> None:
    lock = json.loads((ROOT / "wasteflow/web/package-lock.json").read_text())
    fetched = {
        name: {key: value for key, value in entry.items() if key != "funding"}  # where one may donate
        for name, entry in lock["packages"].items()
    }
    assert "://" not in json.dumps(fetched)
    assert not any("resolved" in entry for entry in fetched.values())
    installed = {name: entry for name, entry in lock["packages"].items() if name}
    assert installed
    assert all(entry["integrity"].startswith("sha512-") for entry in installed.values())


def test_page_dependencies_are_pinned_exactly() -> None:
    manifest = json.loads((ROOT / "wasteflow/web/package.json").read_text())
    pinned = manifest["dependencies"] | manifest["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pinned.values())


def test_every_page_dependency_is_named_with_its_reason() -> None:
    manifest = json.loads((ROOT / "wasteflow/web/package.json").read_text())
    assert manifest["//"].keys() == (manifest["dependencies"] | manifest["devDependencies"]).keys()


def test_page_packages_have_permissive_licences() -> None:
    lock = json.loads((ROOT / "wasteflow/web/package-lock.json").read_text())
    permissive = {"MIT", "ISC", "0BSD", "Apache-2.0", "BSD-3-Clause", "MIT AND OFL-1.1", "(MIT OR CC0-1.0)"}
    assert {entry["license"] for entry in lock["packages"].values()} <= permissive


def test_what_builds_the_scanner_exists_for_each_platform() -> None:
    """npm leaves out what the machine that made the lock did not need, where it is asked wrongly."""
    locked = json.loads((ROOT / "wasteflow/web/package-lock.json").read_text())["packages"]
    for machine in ("linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"):
        for tool, libc in (("@esbuild", ""), ("@rollup/rollup", "-gnu" if machine.startswith("linux") else "")):
            joint = "/" if tool == "@esbuild" else "-"
            assert f"node_modules/{tool}{joint}{machine}{libc}" in locked


@pytest.mark.parametrize("stem", ["requirements", "requirements-dev"])
def test_what_the_short_list_names_is_locked(stem: str) -> None:
    names = re.findall(r"^([a-z][\w.-]*)", (ROOT / f"{stem}.in").read_text(), re.MULTILINE)
    locked = packages(f"{stem}.lock")
    assert names
    assert not [name for name in names if name.lower() not in locked]


def test_tests_run_on_the_versions_that_production_runs_on() -> None:
    run, dev = packages("requirements.lock"), packages("requirements-dev.lock")
    assert {name: dev.get(name) for name in run} == run


def test_every_dependency_is_named_with_its_reason() -> None:
    lines = (ROOT / "requirements.in").read_text().splitlines()
    assert not [line for line in lines if line and not line.startswith("#") and "#" not in line]
