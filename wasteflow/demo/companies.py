"""Who there is: makers, receivers and carriers in eleven cities, as they will be registered."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from wasteflow.core.ids import derived_id
from wasteflow.demo import names
from wasteflow.demo.setting import City, Receiver, setting
from wasteflow.people.model import Role
from wasteflow.places.schemas import NewOrganisation, NewSite

MAINLAND = "440000"
BARGES = "barge_carrier"  # the kind of company that carries by water
HAZARDOUS = ("hazardous", "medical", "hk_chemical")  # streams whose carriers need a permit


def side(city: str) -> str:
    """Which of the three legal systems a city lies in; no load of the demo leaves its own."""
    return city if city.startswith("8") else MAINLAND


def is_abroad(city: str) -> bool:
    """Hong Kong and Macao, for waste law."""
    return side(city) != MAINLAND


@dataclass(frozen=True)
class Company:
    """One company with one site."""

    key: str  # city:kind:number
    city: str
    kind: str
    role: Role
    org: NewOrganisation
    site: NewSite
    clerk: str  # the person who keeps its records
    takes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # category -> methods
    collects: bool = False

    @property
    def login(self) -> str:
        """Name of its account; it has no password and serves as the author of what is recorded."""
        return "demo-" + self.key.replace(":", "-")

    def __hash__(self) -> int:
        return hash(self.key)


class Companies:
    """All companies, found by what they do."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.all: dict[str, Company] = {}
        self.makers: defaultdict[tuple[str, str], list[Company]] = defaultdict(list)
        self.receivers: list[Company] = []
        self._serials: defaultdict[str, int] = defaultdict(int)
        self._stems: dict[str, Iterator[tuple[str, str]]] = {}
        needed, late = _needed_makers(apart=False), _needed_makers(apart=True)
        for city in setting().cities:
            for kind in needed[city]:
                for _ in range(setting().makers[kind].count):
                    self._add_maker(city, kind)
            for klass in ("hazardous", "general"):
                self._add_carrier(city, klass)
        for receiver in setting().receivers:
            for city in receiver.places:
                self._add_receiver(city, receiver)
        for city, kinds in late.items():
            for kind in kinds:
                if not self.makers[city, kind]:
                    for _ in range(setting().makers[kind].count):
                        self._add_maker(city, kind)
        self._afloat = {(city, row.stream) for row in setting().targets if row.by_water for city in row.tonnes}
        for city in sorted({city for city, _ in self._afloat}):
            self.add(city, BARGES, Role.DISPATCHER, "内河船舶运输", "Barges")

    def carrier(self, city: str, stream: str) -> Company:
        """The carrier that loads in this city."""
        lorries = f"{'hazardous' if stream in HAZARDOUS else 'general'}_carrier"
        return self.all[f"{city}:{BARGES if (city, stream) in self._afloat else lorries}:1"]

    def station(self, city: str) -> Company | None:
        """The city's collection station."""
        return next((r for r in self.receivers if r.collects and r.city == city), None)

    def add(self, city: str, kind: str, role: Role, zh: str, en: str, **more: object) -> Company:
        """Register one more company of an invented name around `zh` and `en`."""
        number = sum(c.city == city and c.kind == kind for c in self.all.values()) + 1
        key = f"{city}:{kind}:{number}"
        random = Random(f"{self.seed}:company:{key}")
        place = setting().cities[city]
        stem = next(self._stems.setdefault(city, self._endless(city)))
        org_id, site_id = derived_id("demo", self.seed, "org", key), derived_id("demo", self.seed, "site", key)
        self._serials[city] += 1
        org = NewOrganisation(
            id=org_id,
            name=_name(place, city, stem[0], zh, kind),
            name_en=f"{place.en} {stem[1]} {en}" + setting().words.fictitious["en"],
            jurisdiction=city,
            credit_code=names.company_number(city, self._serials[city]),
            generates=role in (Role.GENERATOR, Role.RECEIVER),
            carries=role is Role.DISPATCHER,
            receives=role is Role.RECEIVER,
        )
        company = Company(
            key=key,
            city=city,
            kind=kind,
            role=role,
            org=org,
            site=_site(random, site_id, org_id, place, city, stem, zh, en),
            clerk=names.person(random),
            **more,  # type: ignore[arg-type]
        )
        self.all[key] = company
        return company

    def _endless(self, city: str) -> Iterator[tuple[str, str]]:
        """A city's stems; a second round is told apart by a number."""
        stems = names.stems(Random(f"{self.seed}:stems:{city}"))
        yield from stems
        for turn in range(2, 100):
            yield from ((f"{zh}第{'二三四五六七八九十'[min(turn - 2, 8)]}", f"{en} {turn}") for zh, en in stems)

    def _add_maker(self, city: str, kind: str) -> None:
        maker = setting().makers[kind]
        zh = maker.zh_hant or maker.zh if is_abroad(city) else maker.zh
        self.makers[city, kind].append(self.add(city, kind, Role.GENERATOR, zh, maker.en))

    def _add_carrier(self, city: str, klass: str) -> None:
        zh = {"hazardous": ("危险品运输", "危險品運輸"), "general": ("物流运输", "物流運輸")}[klass][is_abroad(city)]
        self.add(city, f"{klass}_carrier", Role.DISPATCHER, zh, "Transport")

    def _add_receiver(self, city: str, receiver: Receiver) -> None:
        if receiver.maker:  # the incinerator makes fly ash and takes household waste
            (maker,) = self.makers[city, receiver.maker] or [self._incinerator(city, receiver.maker)]
            company = self._with(maker, role=Role.RECEIVER, takes=receiver.takes)
            self.makers[city, receiver.maker] = [company]
        else:
            zh = receiver.zh_hant or receiver.zh if is_abroad(city) else receiver.zh
            company = self.add(
                city, "receiver", Role.RECEIVER, zh, receiver.en, takes=receiver.takes, collects=receiver.collects
            )
        self.receivers.append(company)

    def _incinerator(self, city: str, kind: str) -> Company:
        self._add_maker(city, kind)
        return self.makers[city, kind][0]

    def _with(self, company: Company, *, role: Role, takes: dict[str, tuple[str, ...]]) -> Company:
        org = company.org.model_copy(update={"receives": True})
        changed = Company(
            company.key, company.city, company.kind, role, org, company.site, company.clerk, takes, company.collects
        )
        self.all[company.key] = changed
        return changed


def _needed_makers(*, apart: bool) -> dict[str, list[str]]:
    """City -> the kinds of makers its targets ask for, in the order of the wastes."""
    needed: dict[str, list[str]] = {city: [] for city in setting().cities}
    for target in setting().targets:
        if target.apart != apart:
            continue
        cities = [p.city for p in target.published] + list(target.tonnes)
        for waste in setting().wastes:
            for city in cities:
                if waste.stream == target.stream and waste.made_by not in needed[city]:
                    needed[city].append(waste.made_by)
    return needed


def _name(place: City, city: str, stem: str, zh: str, kind: str) -> str:
    mark = setting().words.fictitious["zh-Hant" if is_abroad(city) else "zh-Hans"]
    stem = names.traditional(stem) if is_abroad(city) else stem
    public = kind in setting().makers and setting().makers[kind].public
    ending = "" if public else "有限公司"
    return f"{place.zh}{stem}{zh}{ending}{mark}"


def _site(
    random: Random, id: UUID, org: UUID, place: City, city: str, stem: tuple[str, str], zh: str, en: str
) -> NewSite:
    abroad = is_abroad(city)
    district = random.choice(place.districts)
    return NewSite(
        id=id,
        org=org,
        name=f"{district}{names.traditional(stem[0]) if abroad else stem[0]}{zh}{'廠' if abroad else '厂'}",
        name_en=f"{stem[1]} {en}",
        address=f"{place.zh}{names.address(random, district, abroad)}",
        city=city,
        lat=round(place.at[0] + random.uniform(-0.12, 0.12), 5),
        lon=round(place.at[1] + random.uniform(-0.12, 0.12), 5),
    )
