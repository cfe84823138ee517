"""Values of the catalogue. Each says which edition it is of, from when to when it holds, where it comes from and how
sure that is: `verified` (read in the source), `secondary` (a copy), `derived` (computed), `assumed` (own knowledge)."""

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

Names = dict[str, str]  # language -> name, for all four languages
Confidence = Literal["verified", "secondary", "derived", "assumed"]


class Jurisdiction(Struct, frozen=True):
    """A city of the Bay Area, or the province above nine of them."""

    code6: str
    code4: str
    province: str | None  # code6
    level: Literal["province", "city", "region"]
    names: Names
    abroad: bool  # for waste law: Hong Kong and Macao
    tile: tuple[int, int] | None  # column, row on the tile map
    plate_prefixes: tuple[str, ...]
    has_districts: bool | None
    law: str  # mainland, hong_kong, macao: whose waste law and working days apply
    languages: tuple[str, ...]
    time_zone: str
    note: str | None
    edition: str
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence


class Category(Struct, frozen=True):
    """HW01 ... HW50 without 41-44; SW01 ... SW92; Hong Kong's groups."""

    scheme: str
    code: str
    edition: str
    group: str  # hazardous, industrial, household, construction, agricultural, other
    names: Names
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence


class WasteCode(Struct, frozen=True):
    """One waste of one list. `hazards` stands as printed: `T,I` is not `T/I`."""

    scheme: str
    code: str
    edition: str
    category: str
    industry: str | None
    hazards: str
    name_zh: str
    name_zh_hant: str | None
    name_en: str | None
    name_pt: str | None
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence
    known: bool = True  # false: of the right form, but in no list we hold

    def name(self, language: str) -> str:
        """Its name in the reader's language, in Chinese where the list gives no other."""
        other = {"zh-Hant": self.name_zh_hant, "en": self.name_en, "pt": self.name_pt or self.name_en}
        return other.get(language) or self.name_zh


class Treatment(Struct, frozen=True):
    """A way of treatment. Chinese R1 and D1 are not Basel's: the scheme is part of the key."""

    scheme: str
    code: str
    edition: str
    names: Names
    recovery: bool | None  # null where the list does not say
    interim: bool  # the chain goes on after it
    class_: Literal["use", "disposal", "other"]
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence


class Exemption(Struct, frozen=True):
    """Exempt at one step under a condition; at the other steps the waste stays hazardous."""

    seq: int
    item: int
    codes: tuple[str, ...]  # full codes, categories, or * (a situation)
    step: str  # collection, transport, recovery, disposal (several with ;) or all
    subject_zh: str
    condition_zh: str
    edition: str
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence


class Crosswalk(Struct, frozen=True):
    """Suggestions for a category on foreign forms, with the grade of the match. Never filled in by itself."""

    category: str
    match: Literal["exact", "close", "partial", "none"]
    basel_y: str | None
    basel_annex8: str | None
    eu_list: str | None
    un_class: str | None
    hk_hint: str | None
    note: str | None
    edition: str
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence


class EmissionFactor(Struct, frozen=True):
    """Kilograms of CO2 equivalent per tonne; null where no open default was found. Families are never mixed."""

    route: str
    material: str
    family: Literal["attributional", "consequential", "direct", "none"]
    kg_co2e_per_t: Decimal | None
    basis: str
    edition: str
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence


class LandfillParameter(Struct, frozen=True):
    """A parameter of first-order decay, or a global warming potential."""

    parameter: str
    material: str
    climate: str
    value: Decimal
    printed_range: str | None
    unit: str
    edition: str
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence


class Figure(Struct, frozen=True):
    """What a city, the province or the state published about its waste in a year."""

    place: str
    code6: str | None
    year: int
    metric: str
    value: Decimal | None
    value_text: str | None
    unit: str
    note: str | None
    source: str
    confidence: Confidence


class ZeroWasteIndicator(Struct, frozen=True):
    """One of the national set; compulsory ones are `mandatory`."""

    id: str
    level1: str
    level2: str
    name_zh: str
    mandatory: bool
    unit: str
    kind: Literal["quantitative", "qualitative"]
    formula: str | None
    note: str | None
    edition: str
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence


class CalendarDay(Struct, frozen=True):
    """An exception to Monday-to-Friday."""

    law: str
    day: date
    working: bool
    name: str


# --- law as data (TOML) ----------------------------------------------------------------------------------


class Citation(Struct, frozen=True):
    """An article of law as it is cited from `valid_from` to `valid_to`; `article` is null where it is not known.

    `binds` says where: mainland, hong_kong, macao, or nothing for what binds by agreement; `hazardous`: whether it is
    about hazardous waste only.
    """

    id: str
    law: Names
    article: str | None
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence
    note: str = ""
    binds: str = ""
    hazardous: bool = False


class Scheme(Struct, frozen=True):
    """One list of waste codes: how its codes are written, and what an unknown one of that form means."""

    id: str
    names: Names
    pattern: str  # regular expression of a whole code
    written: str  # the same for people
    unknown: Literal["refuse", "warn"]


class Value(Struct, frozen=True):
    """A number the law or we set, with its unit and where it comes from."""

    value: Decimal
    unit: str
    source: str
    confidence: Confidence


class Merging(Struct, frozen=True):
    """Whether what several producers give one vehicle may go into one container on it."""

    rule: Literal["never", "one_code", "any"]
    source: str
    confidence: str


class Stream(Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for one kind of waste on its way: numbers, signatures, fields, tolerances, clocks."""

    id: str
    names: Names
    law: tuple[str, ...]  # where the stream exists: mainland, hong_kong, macao
    code_schemes: tuple[str, ...]  # lists its codes may come from
    hazardous: bool
    paper: Literal["manifest", "ticket", "notice"]
    number: str  # scheme of the number its paper carries; a manifest's on the mainland
    label: Literal["hj1276", "hj421", "gbt34014", "hk", "none"]
    unit: Literal["kg", "m3"]  # as the city reports it; custody always counts kilograms
    required: dict[str, tuple[str, ...]]  # step -> fields that must be there
    sealed: dict[str, tuple[str, ...]]  # box -> fields that its signature seals
    tolerances: dict[str, Value]
    clocks: dict[str, Value]
    ceilings: dict[str, Value]  # of one load: by road, by barge, of infectious waste
    retention: Value
    citations: tuple[str, ...]
    merging: Merging
    categories: tuple[str, ...] = ()  # empty: any
    not_categories: tuple[str, ...] = ()
    density: Value | None = None  # t per m3: the usual one; where there is none, nothing is stated in m3
    never_with: tuple[str, ...] = ()  # streams it is never mixed with
    note: str = ""

    @property
    def ceiling_kg(self) -> Decimal | None:
        """The heaviest load one road vehicle may carry."""
        load = self.ceilings.get("load")
        return load.value if load else None

    @property
    def scales_differ(self) -> Decimal:
        """Percent that two scales may differ by on one load before it is told."""
        return self.tolerances["weight_relative"].value * 100

    def apart_from(self, other: "Stream") -> bool:
        """Whether the two are never mixed."""
        return other.id in self.never_with or self.id in other.never_with

    def takes(self, code: WasteCode) -> bool:
        """Whether waste of this code may run in this stream."""
        return (
            code.scheme in self.code_schemes
            and (not self.categories or code.category in self.categories)
            and code.category not in self.not_categories
        )


class ApprovalKind(Struct, frozen=True):
    """A kind of approval that some regime asks for."""

    id: str
    nearly: Value  # from which share of its tonnes on its use is told


class Regime(Struct, frozen=True):
    """Which law governs a stream from one place to another."""

    id: str
    lawful: bool
    approval: tuple[str, ...]  # classes of treatment (use, disposal, other) for which an approval must be held
    approval_kind: str | None
    paper: str
    citation: str
    sentence: Names
    source: str
    confidence: Confidence
    approval_categories: tuple[str, ...] = ()  # of the waste, where only some need it; empty: all
    filing: tuple[str, ...] = ()  # classes of treatment that are filed with the authority instead
    filing_kind: str | None = None
    filing_effect: Literal["refused", "told"] = "told"  # where none is on record
    vehicle: Literal["barge"] | None = None  # null: any on the road

    @property
    def rule(self) -> Names:
        """What it says, in each language: a fact for sentences of refusals."""
        return self.sentence

    @property
    def needs_approval(self) -> bool:
        """Whatever the waste and whatever becomes of it, an approval must be held."""
        return set(self.approval) == {"use", "disposal", "other"} and not self.approval_categories

    def needs_approval_for(self, class_: str) -> bool:
        """Whether waste that goes to `class_` (use, disposal, other) needs one."""
        return class_ in self.approval

    def speaks_of(self, category: str) -> bool:
        """Whether waste of this category may need one."""
        return not self.approval_categories or category in self.approval_categories


class Mismatch(Struct, frozen=True):
    """What becomes of a load that is found to differ from its manifest. Each effect: refused or told."""

    id: str
    kind: Literal["refused", "told"]  # name, code, form, nature, packages
    time: Literal["refused", "told"]
    weight: Literal["refused", "told"]
    weight_beyond: Value  # from this share of what was sent on; less is told by the rules of detection
    citation: str
    sentence: Names
    source: str
    confidence: Confidence


class Prohibition(Struct, frozen=True):
    """What may not come in, or is odd where it does, whatever regime governs the way. What is left out is any."""

    id: str
    effect: Literal["refused", "told"]
    citation: str
    sentence: Names
    source: str
    confidence: Confidence
    schemes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()  # of treatment: use, disposal, other
    methods: tuple[str, ...] = ()  # scheme:code
    hazards: tuple[str, ...] = ()  # letters

    def speaks_of(self, scheme: str, class_: str | None, method: str | None) -> bool:
        """Whether it is about waste of this list that is treated so."""
        return (
            (not self.schemes or scheme in self.schemes)
            and (not self.classes or class_ in self.classes)
            and (not self.methods or method in self.methods)
        )

    def certain(self, hazards: str) -> bool:
        """Whether waste of these letters is meant for sure: of `T,I` the first holds and the others may."""
        return not self.hazards or ("/" not in hazards and hazards.split(",")[0].strip() in self.hazards)

    def possible(self, hazards: str) -> bool:
        """Whether one of the letters is among those it names."""
        letters = {letter.strip() for letter in hazards.replace("/", ",").split(",")}
        return not self.hazards or not letters.isdisjoint(self.hazards)
