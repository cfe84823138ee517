"""Streams and regimes: sound as data, and saying what the law says."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import ValidationError

from wasteflow.catalog import law
from wasteflow.catalog.book import Book, NoSuchJurisdiction, NoSuchStream
from wasteflow.catalog.codes import SCHEMES
from wasteflow.core.i18n import LANGUAGES

STREAMS = [
    "hazardous", "medical", "general_industrial", "construction", "spoil", "slurry", "household", "kitchen",
    "agricultural", "farm_film", "sludge", "traction_battery", "plastics", "contaminated_soil", "hk_chemical",
    "hk_construction", "marine_litter",
]  # fmt: skip
PLACES = ["440100", "440300", "440106", "450100", "110000", "810000", "820000", "abroad"]


def test_all_streams_stand_there() -> None:
    assert list(law.streams()) == STREAMS


def test_what_a_law_binds_is_said_of_laws_there_are_and_of_each_once() -> None:
    file = law.parse("citations")
    hazardous = file["binds"]["hazardous"]
    named = [name for where, of in file["binds"].items() for name in of if where != "hazardous"]
    assert set(file["binds"]) == {"mainland", "hong_kong", "macao", "hazardous"}
    assert set(hazardous) <= set(named)
    assert len(named) == len(set(named))
    assert set(file["laws"]) - set(named) == {"basel", "arrangement", "marine_fill", "marine_notice"}


@pytest.mark.parametrize("id_", STREAMS)
def test_a_stream_is_sound(id_: str, book: Book) -> None:
    stream = book.stream(id_)
    assert set(stream.code_schemes) <= set(SCHEMES)
    assert set(stream.law) <= {"mainland", "hong_kong", "macao"}
    assert set(stream.citations) <= set(book.citations)
    known = {code for scheme, code in book.categories if scheme in stream.code_schemes}
    assert set(stream.categories) | set(stream.not_categories) <= known
    assert set(stream.sealed) <= {"consignor", "carrier", "consignee"}
    assert {"generated", "created", "departed", "treated"} <= set(stream.required)
    for value in (stream.retention, *stream.tolerances.values(), *stream.clocks.values(), *stream.ceilings.values()):
        assert value.source
        assert value.unit
        assert value.value >= 0
    assert (stream.unit == "kg") or stream.density is not None
    assert any(stream.takes(code) for code in book.every_code()) or id_ in ("slurry", "construction", "farm_film")


def test_what_a_block_says_has_an_effect() -> None:
    """A clock, ceiling or tolerance that no module reads would only look like a rule."""
    root = Path(__file__).parents[2]
    code = "".join(
        f.read_text("utf-8") for top in ("manifests", "wasteflow/web", "workers") for f in (root / top).rglob("*.py")
    )
    code += (root / "wasteflow/catalog/data/tickets.toml").read_text("utf-8")
    papers = (stream for stream in law.streams().values() if stream.paper == "manifest")
    keys = {key for stream in papers for key in (*stream.clocks, *stream.ceilings, *stream.tolerances)}
    assert {key for key in keys if f'"{key}"' not in code} == set()


def test_a_slip_in_a_block_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="colour"):
        law.read_streams(
            law.parse("streams") | {"streams": {"lava": {"name": {}, "colour": "red", "code_schemes": []}}}
        )


def test_what_a_block_says_is_laid_over_the_defaults(book: Book) -> None:
    hazardous = book.stream("hazardous")
    assert "hazards" in hazardous.required["generated"]
    assert hazardous.required["refused"] == ("reason",)
    assert hazardous.ceiling_kg == Decimal(40000)
    assert hazardous.retention.value == 10
    assert hazardous.clocks["receipt"].value == 5
    assert hazardous.clocks["receipt"].unit == "working day"
    assert hazardous.tolerances["weight_relative"].value == Decimal("0.03")


def test_medical_waste_is_a_stream_of_its_own(book: Book) -> None:
    infectious = next(c for c in book.every_code("cn-hw") if c.code == "841-001-01")
    sludge = next(c for c in book.every_code("cn-hw") if c.code == "336-054-17")
    assert [s.id for s in book.streams.values() if s.takes(infectious)] == ["medical", "contaminated_soil"]
    assert [s.id for s in book.streams.values() if s.takes(sludge)] == ["hazardous", "contaminated_soil"]


@pytest.mark.parametrize("rule", law.regime_rules(), ids=lambda rule: rule.regime.id)
def test_a_regime_is_sound(rule: law.RegimeRule, book: Book) -> None:
    assert set(rule.regime.sentence) == set(LANGUAGES)
    assert rule.regime.citation in book.citations
    assert set(rule.streams) <= set(book.streams)
    assert set(rule.regime.approval) <= {"use", "disposal", "other"}
    assert bool(rule.regime.approval) == (rule.regime.approval_kind is not None)


@pytest.mark.parametrize("stream", STREAMS)
def test_one_regime_fits_every_movement(stream: str, book: Book) -> None:
    for origin in PLACES:
        for destination in PLACES:
            assert book.regime(origin, destination, stream).id


@pytest.mark.parametrize(
    ("origin", "destination", "stream", "regime", "lawful", "approval"),
    [
        ("440300", "440300", "hazardous", "within_city", True, False),
        ("440100", "440106", "hazardous", "within_city", True, False),
        ("440300", "440100", "household", "between_cities", True, False),
        ("440300", "450100", "hazardous", "between_provinces_hazardous", True, True),
        ("440300", "450100", "general_industrial", "between_provinces", True, False),
        ("810000", "440300", "hazardous", "import_ban", False, False),
        ("810000", "440300", "traction_battery", "import_ban", False, False),
        ("810000", "440700", "spoil", "marine_fill", True, True),
        ("820000", "440700", "spoil", "import_ban", False, False),
        ("820000", "440400", "construction", "import_ban", False, False),
        ("abroad", "440300", "plastics", "import_ban", False, False),
        ("440300", "810000", "hazardous", "notice_2000", True, True),
        ("440400", "820000", "hazardous", "export_approval", True, True),
        ("440300", "abroad", "hazardous", "export_approval", True, True),
        ("440300", "810000", "household", "export_other", True, True),
        ("810000", "810000", "hk_chemical", "hk_trip_ticket", True, False),
        ("810000", "810000", "hk_construction", "hk_construction_ticket", True, False),
        ("810000", "810000", "medical", "hk_clinical_ticket", True, False),
        ("810000", "820000", "plastics", "hk_permit", True, True),
        ("820000", "820000", "household", "within_macao", True, False),
        ("440300", "440300", "hk_chemical", "foreign_stream", False, False),
        ("810000", "440300", "marine_litter", "marine_notice", True, False),
    ],
)
def test_the_regime_follows_from_both_places_and_the_stream(
    book: Book, origin: str, destination: str, stream: str, regime: str, lawful: bool, approval: bool
) -> None:
    found = book.regime(origin, destination, stream)
    assert (found.id, found.lawful, found.needs_approval) == (regime, lawful, approval)


def test_other_waste_between_provinces_needs_approval_unless_it_is_used(book: Book) -> None:
    regime = book.regime("440300", "450100", "general_industrial")
    assert regime.needs_approval_for("disposal")
    assert not regime.needs_approval_for("use")


def test_unknown_names_are_refused_with_a_sentence(book: Book) -> None:
    with pytest.raises(NoSuchStream, match="no waste stream called lava"):
        book.stream("lava")
    with pytest.raises(NoSuchJurisdiction):
        book.jurisdiction("999999")


def test_a_source_in_a_law_that_was_replaced_says_until_when() -> None:
    old = law.citations()["manifest"][0]
    name = old.law["en"].partition(" (")[0]
    sources = [found for id in law.FILES for found in re.findall(f'source = "([^"]*{name} art[^"]*)', _written(id))]
    assert sources
    assert [source for source in sources if f"until {old.valid_to}" not in source] == []


def _written(id: str) -> str:
    return (Path(law.__file__).parent / "data" / f"{id}.toml").read_text()
