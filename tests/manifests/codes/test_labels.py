"""What a label says, how large it is, and that its QR stays small."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from manifests.codes import labels
from manifests.codes.issuing import Issuer
from manifests.life.model import Basis, Batch, BatchStatus, Code, Container, Weight
from wasteflow.core.ids import new_id

CODE = "91440300MA5FXK7T2Q3360541720261105001"
NOON = datetime(2026, 11, 5, 4, tzinfo=UTC)


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def issuer_at(public_url: str) -> Issuer:
    return Issuer(public_url, b"\x01\x02\x03\x04", KEY.sign, NOON)


def batch(litres: str | None = "200", **changes: object) -> Batch:
    values: dict[str, object] = {
        "id": new_id(),
        "seq": 1,
        "status": BatchStatus.STORED,
        "stream": "hazardous",
        "code": Code("cn-hw", "336-054-17", "2021"),
        "category": "HW17",
        "name": "电镀污泥",
        "form": "semi_solid",
        "hazards": "T,C",
        "container": Container("drum", Decimal(litres) if litres else None),
        "generated": Weight(Decimal("186.5"), Basis.WEIGHED),
        "weight": Weight(Decimal("186.5"), Basis.WEIGHED),
        "org": new_id(),
        "site": new_id(),
        "city": "440300",
        "generated_at": NOON,
        "last_at": NOON,
        "holder_org": new_id(),
        "holder_site": None,
        "digital_code": CODE,
    }
    return Batch(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("litres", "side", "text", "copies"),
    [("1", 100, 3, 1), ("50", 100, 3, 1), ("50.1", 150, 5, 1), ("450", 150, 5, 1), ("450.5", 200, 6, 2)],
)
def test_the_volume_decides_size_text_and_copies(litres: str, side: int, text: int, copies: int) -> None:
    form = labels.form_for(Decimal(litres))
    assert (form.side_mm, form.text_mm, form.copies) == (side, text, copies)


def test_an_unknown_volume_takes_the_largest_form() -> None:
    """Sizes are minima, so the largest is right for every volume."""
    assert labels.form_for(None) is labels.FORMS[-1]


@pytest.mark.parametrize(
    ("notation", "letters"),
    [
        ("T", ("T",)),
        ("T,I", ("T", "I")),
        ("T/C/I/R", ("T", "C", "I", "R")),
        ("In", ("In",)),
        ("T/In", ("T", "In")),
        ("", ()),
    ],
)
def test_every_letter_of_the_notation_gets_its_sign(notation: str, letters: tuple[str, ...]) -> None:
    assert labels.hazard_letters(notation) == letters


def test_the_label_copies_the_batch() -> None:
    label = labels.label_of(
        batch(), unit="深圳镀艺电镀厂", issuer=issuer_at("https://waste.example/"), contact="李姐 123"
    )
    assert label.payload.startswith(f"HTTPS://WASTE.EXAMPLE/L/{CODE}#")
    assert (label.waste_name, label.code, label.weight.kg, label.contact) == (
        "电镀污泥",
        "336-054-17",
        Decimal("186.5"),
        "李姐 123",
    )
    assert labels.grouped(label.digital_code) == ("91440300MA5FXK7T2Q", "33605417", "20261105", "001")
    assert {f.name for f in labels.FIELDS} - set(dir(label)) == {"precautions", "produced_on"}


def test_a_waste_without_digital_code_has_no_such_label() -> None:
    with pytest.raises(labels.LabelOnlyForHazardousWaste):
        labels.label_of(batch(digital_code=None), unit="", issuer=issuer_at("https://waste.example"))


@pytest.mark.parametrize("url", ["https://" + "a" * 51 + ".cn", "https://waste.example/a_b", "https://浪费.cn"])
def test_an_address_that_would_make_the_symbol_large_is_refused(url: str) -> None:
    with pytest.raises(labels.AddressTooLongForLabel):
        labels.payload(batch(), issuer_at(url))


def test_a_label_is_a_value() -> None:
    label = labels.label_of(batch(), unit="a", issuer=issuer_at("https://waste.example"))
    assert replace(label) == label
