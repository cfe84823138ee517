"""What the program knows of itself is in the documentation, fresh; rules, indicators and documents carry examples."""

import importlib
import pkgutil
import re

import pytest

import reports.documents
from tests.house.ours import ROOT, calls, python
from wasteflow import generated
from wasteflow.core.i18n import LANGUAGES, texts
from wasteflow.core.settings import Settings
from wasteflow.demo.accounts import ACCOUNTS, PASSWORD
from wasteflow.people.permissions import ACTIONS
from workers.anomalies.rule import all_rules
from workers.indicators.indicator import all_indicators

QUICK = [name for name in generated.PAGES if name != "schema.sql"]  # the schema is asked by `make lint`
DOCUMENTS = sorted(m.name for m in pkgutil.iter_modules(reports.documents.__path__))


@pytest.mark.parametrize("page", QUICK)
def test_a_generated_page_is_fresh(page: str) -> None:
    """`make docs` writes it again."""
    assert (generated.DOCS / page).read_text(encoding="utf-8") == generated.PAGES[page]()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_says_what_it_is_for(name: str) -> None:
    description = Settings.model_fields[name].description or ""
    assert description.endswith(".")
    assert len(description) > 20


@pytest.mark.parametrize("name", ["port", "host", "data_dir", "database_url", "broker_url", "public_url", "demo"])
def test_the_readme_names_the_settings_people_ask_for(name: str) -> None:
    assert f"WASTEFLOW_{name.upper()}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_the_documentation_calls_a_setting_is_one() -> None:
    known = {f"WASTEFLOW_{name.upper()}" for name in Settings.model_fields}
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    named = {(p.name, v) for p in pages for v in re.findall(r"WASTEFLOW_[A-Z_]+[A-Z]", p.read_text(encoding="utf-8"))}
    assert [x for x in named if x[1] not in known] == []


def test_the_readme_names_buttons_as_they_read() -> None:
    walk = (ROOT / "README.md").read_text(encoding="utf-8").partition("## One drum's walk")[2].partition("\n## ")[0]
    named = set(re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", walk))
    assert len(named) > 8
    assert named - {said["en"] for key, said in texts().items() if key.startswith("console.")} == set()


def test_the_readme_names_everybody_of_the_demo() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [a.name for a in ACCOUNTS if f"`{a.name}`" not in readme] == []
    assert f"`{PASSWORD}`" in readme


def test_every_dependency_has_its_licence_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Licences")[2].lower()
    names = re.findall(r"^([a-z][\w-]*)", (ROOT / "requirements.in").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in names if name not in readme] == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append((page.name, target))
    assert broken == []


# --- permissions -----------------------------------------------------------------------------------------


def test_every_action_the_code_asks_for_is_in_the_table() -> None:
    asked = {
        arg.value
        for tree in python().values()
        for name, call in calls(tree)
        if name in ("require", "allowed", "require_case", "allowed_case", "may", "alerts_of")
        for arg in call.args
        if hasattr(arg, "value") and isinstance(arg.value, str)
    }
    templates = (ROOT / "wasteflow/web").rglob("templates/*.html")
    asked |= {a for t in templates for a in re.findall(r"\bmay\('([^']+)'\)", t.read_text(encoding="utf-8"))}
    assert len(asked) > 10
    assert {a for a in asked if ":" in a} - ACTIONS.keys() == set()


def test_every_action_of_the_table_is_asked_for_somewhere() -> None:
    """A right that nothing asks for is a promise nobody keeps."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / name for name in python())
        if path != ROOT / "wasteflow/people/permissions.py"
    )
    assert [action for action in ACTIONS if f'"{action}"' not in code and action not in YET_TO_COME] == []


YET_TO_COME = {"operation:see", "ledger:import"}  # the pages that ask for them are being built


# --- one file each: rules, indicators, documents -----------------------------------------------------------


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_shows_what_it_does(rule) -> None:  # type: ignore[no-untyped-def]
    fires, quiet = list(rule.fires()), list(rule.quiet())
    assert fires
    assert quiet
    assert all(rule.check(case) for case in fires)
    assert not any(rule.check(case) for case in quiet)
    assert len(rule.card) > 80
    assert all(threshold.origin for threshold in rule.thresholds)
    assert all({*LANGUAGES} <= texts()[f"rules.{rule.id}.{says}"].keys() for says in ("title", *rule.says))
    for threshold in rule.thresholds:
        assert {*LANGUAGES} <= texts()[f"rules.{rule.id}.limit.{threshold.name}"].keys()
        assert texts()[f"rules.{rule.id}.origin.{threshold.name}"]["en"] == threshold.origin


@pytest.mark.parametrize("indicator", all_indicators().values(), ids=lambda indicator: indicator.id)
def test_an_indicator_shows_how_it_is_reckoned(indicator) -> None:  # type: ignore[no-untyped-def]
    balance, rate = indicator.example
    assert indicator.rate(balance) == rate
    assert len(indicator.card) > 80
    assert {*LANGUAGES} <= texts()[f"indicators.{indicator.id}.title"].keys()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_what_it_is_and_is_drawn_in_a_test(name: str) -> None:
    assert (importlib.import_module(f"reports.documents.{name}").__doc__ or "").strip()
    tests = "\n".join(f.read_text(encoding="utf-8") for f in (ROOT / "tests/reports").glob("*.py"))
    assert re.search(rf"documents(\.| import [\w\s,(]*\b){name}\b", tests)
    assert f"`{name}`" in (generated.DOCS / "documents.md").read_text(encoding="utf-8")
