"""What stands on the label of a container of hazardous waste (HJ 1276-2022), and how large.

Pure content: no drawing, no database. `FORMS` and `FIELDS` are data, each with how sure we are of it.
Medical waste has a form of its own (HJ 421) and other wastes none: `label_of` refuses them.
"""

import re
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from manifests.codes.issuing import Issuer, of_batch
from manifests.life.model import Batch, Weight
from wasteflow.core.errors import Refusal

ORANGE = (255, 150, 0)  # background; border and text are black (HJ 1276-2022)
BORDER_MM = 1
BLANK_MM = 3  # outside the border


class LabelForm(Struct, frozen=True):
    """Smallest size of a label for containers up to a volume; larger is always allowed."""

    up_to_litres: int | None  # None: every larger volume
    side_mm: int
    text_mm: int  # height of a Chinese character
    copies: int = 1


FORMS = (
    LabelForm(50, 100, 3),
    LabelForm(450, 150, 5),
    LabelForm(None, 200, 6, copies=2),  # on two opposite sides
)


class Field(Struct, frozen=True):
    """One field of the label, in the standard's order, and whether we read it in a source."""

    name: str
    confirmed: bool


FIELDS = (
    Field("waste_name", True),
    Field("category", False),
    Field("code", True),
    Field("form", False),
    Field("hazards", True),
    Field("constituents", True),
    Field("hazardous_constituents", False),
    Field("precautions", False),
    Field("digital_code", True),
    Field("unit", True),
    Field("contact", True),
    Field("produced_on", True),
    Field("weight", False),
    Field("remark", False),
)

HAZARDS = ("T", "C", "I", "R", "In")  # toxic, corrosive, ignitable, reactive, infectious
_HAZARD = re.compile(r"In|[TCIR]")
# QR version 7 with correction L, in bits; two stretches of 11 bits for two characters, and `#` as a byte between them.
_VERSION_7 = 156 * 8
_HEADERS = 13 + 20 + 13
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]*")


class LabelOnlyForHazardousWaste(Refusal):
    """The HJ 1276 label is for hazardous waste with a digital code; this batch ({stream}) has none."""

    source = "label"


class AddressTooLongForLabel(Refusal):
    """The address {url} makes the label's QR too large to be read at a slant; set a shorter public address."""

    status = 500


class Label(Struct, frozen=True):
    """Everything a label says, as facts; words of the reader's language come when it is drawn."""

    size: LabelForm
    waste_name: str
    category: str  # HW17
    code: str  # 336-064-17
    form: str
    hazards: tuple[str, ...]  # letters, in the order of the catalogue's notation
    digital_code: str
    unit: str
    produced_at: datetime
    weight: Weight
    payload: str  # of the QR
    category_names: dict[str, str] = {}  # language -> name
    constituents: str = ""
    hazardous_constituents: str = ""
    contact: str = ""
    remark: str = ""


def form_for(litres: Decimal | None) -> LabelForm:
    """The label for a container's volume. Where the volume is not known the largest: sizes are minima."""
    for form in FORMS:
        if form.up_to_litres is None or (litres is not None and litres <= form.up_to_litres):
            return form
    raise AssertionError("the last form has no ceiling")


def hazard_letters(notation: str) -> tuple[str, ...]:
    """The letters within a notation such as `T,I` or `T/C/I/R`; each gets its sign, certain or possible."""
    return tuple(dict.fromkeys(_HAZARD.findall(notation)))


def grouped(digital_code: str) -> tuple[str, str, str, str]:
    """The four segments of a digital code: unit, waste, day, serial (18 + 8 + 8 + 3 characters)."""
    return digital_code[:18], digital_code[18:26], digital_code[26:34], digital_code[34:]


def payload(batch: Batch, issuer: Issuer) -> str:
    """What the QR holds: a short address that ends in the digital code, and behind `#` what is signed.

    Raises AddressTooLongForLabel where it would not fit QR version 7.
    """
    address, _, fragment = issuer.text(of_batch(batch, issuer.now)).partition("#")
    bits = _HEADERS + sum((11 * len(part) + 1) // 2 for part in (address, fragment))
    if bits > _VERSION_7 or not _ALPHANUMERIC.fullmatch(address):
        raise AddressTooLongForLabel("public_url", url=issuer.public_url)
    return f"{address}#{fragment}"


def label_of(
    batch: Batch,
    *,
    unit: str,
    issuer: Issuer,
    category_names: dict[str, str] | None = None,
    contact: str = "",
    remark: str = "",
) -> Label:
    """The label of a batch. Raises LabelOnlyForHazardousWaste where HJ 1276 has no label for it."""
    if batch.digital_code is None:
        raise LabelOnlyForHazardousWaste("batch", stream=batch.stream)
    return Label(
        size=form_for(batch.container.litres),
        waste_name=batch.name,
        category=batch.category,
        category_names=category_names or {},
        code=batch.code.code,
        form=batch.form,
        hazards=hazard_letters(batch.hazards),
        constituents=batch.constituents,
        digital_code=batch.digital_code,
        unit=unit,
        contact=contact,
        produced_at=batch.generated_at,
        weight=batch.weight,
        payload=payload(batch, issuer),
        remark=remark,
    )
