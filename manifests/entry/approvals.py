"""Loads that may go only under an approval: which one a line goes under, and what is taken from it. Pure.

An approval is for one waste between two sites, for so many tonnes and at most a year (Transfer Measures, Order 23 of
2021, arts. 21-28; the papers of other borders have the same shape). A draft names the approval of each line, the one
that ends soonest first. Publication takes the tonnes in the transaction of its append, where the database refuses to
give more than there is; cancellation gives them back. What the gate weighs later changes nothing: an approval is about
what leaves.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from manifests import approval_refusals as a
from manifests.borders import refusals as no
from manifests.life import events as e
from manifests.life.model import Approved, Batch, Line, Manifest, ManifestStatus
from wasteflow.catalog import law
from wasteflow.catalog.model import Regime
from wasteflow.core.errors import Refusal, Refusals, Warn, Word
from wasteflow.places.model import ApprovalCard

Route = tuple[UUID, UUID]  # from site, to site
Known = Mapping[Route, tuple[ApprovalCard, ...]]  # those that end soonest first
Drawn = tuple[UUID, Decimal, int, date]  # approval, kilograms, loads (negative: given back), the day
CONSTRAINTS = ("approval_balance", "approval_shipments", "approval_holds")  # broken: another load was quicker

M = ManifestStatus
_PUBLISHED, _CANCELLED = M.PUBLISHED, M.CANCELLED  # looked up once: it takes longer than to compare


class Need(Struct, frozen=True):
    """One line that needs an approval."""

    path: str
    scheme: str
    code: str
    method: str | None
    kg: Decimal


def route_named(fact: e.AnyEvent, state: object, cities: Mapping[UUID, str]) -> Route | None:
    """The route whose approvals the fact asks for; almost all loads cross no border, and nothing is asked for them."""
    match fact:
        case e.Created(consignor_site=start, consignee_site=end) if start in cities and end in cities:
            return (start, end) if law.approval_kinds_between(cities[start], cities[end]) else None
        case e.Amended() if isinstance(state, Manifest) and state.consignor.site in cities:
            start, end = state.consignor.site, fact.consignee_site or state.consignee.site
            across = end in cities and law.approval_kinds_between(cities[start], cities[end])
            return (start, end) if across else None
        case e.Published() | e.Departed() | e.RevisionRequested() | e.RevisionApproved() if isinstance(
            state, Manifest
        ) and _under_approval(state):
            return _route(state)
        case _:
            return None


def needs(
    regime: Regime, lines: Sequence[e.LineDraft], classes: Sequence[str | None], loads: Sequence[Batch]
) -> list[Need]:
    """The lines for which the regime asks for an approval. Where no treatment is named none is excused."""
    if not regime.approval:
        return []
    return [
        Need(f"fact.lines[{n}]", batch.code.scheme, batch.code.code, line.method, batch.weight.kg)
        for n, (line, class_, batch) in enumerate(zip(lines, classes, loads, strict=True))
        if (class_ is None or regime.needs_approval_for(class_)) and regime.speaks_of(batch.category)
    ]


def choose(
    regime: Regime, asked: Sequence[Need], cards: Iterable[ApprovalCard], today: date
) -> dict[str, ApprovalCard]:
    """Path of a line -> the approval it goes under: of those that hold and have room, the one that ends soonest.

    Raises Refusals that name what is missing.
    """
    cards = [card for card in cards if card.kind == regime.approval_kind]
    left = {card.id: card.left_t * 1000 for card in cards}
    chosen: dict[str, ApprovalCard] = {}
    problems: list[Refusal] = []
    for need in asked:
        mine = [card for card in cards if (card.scheme, card.code) == (need.scheme, need.code)]
        fits = [card for card in mine if card.valid_on(today) and card.allows(need.method) and card.shipments_left != 0]
        best = next((card for card in fits if left[card.id] >= need.kg), None)
        if best is None:
            problems.append(_missing(regime, need, mine, fits, left, today))
        else:
            left[best.id] -= need.kg
            chosen[need.path] = best
    if problems:
        raise Refusals(problems)
    return chosen


def filed(
    regime: Regime,
    lines: Sequence[e.LineDraft],
    classes: Sequence[str | None],
    loads: Sequence[Batch],
    cards: Iterable[ApprovalCard],
    today: date,
) -> tuple[dict[str, ApprovalCard], list[Warn]]:
    """Path of a line -> the filing it goes under, where its regime asks for one; told, or refused, where none is on
    record, as the catalogue says."""
    if not regime.filing:
        return {}, []
    as_filing = replace(regime, approval=regime.filing, approval_kind=regime.filing_kind, approval_categories=())
    asked = needs(as_filing, lines, [class_ or "" for class_ in classes], loads)  # no treatment named: an approval's
    if not asked:
        return {}, []
    try:
        return choose(as_filing, asked, cards, today), []
    except Refusals:
        if regime.filing_effect == "refused":
            raise
        return {}, [no.NotFiled(need.path, code=need.code, rule=regime.rule) for need in asked]


def _missing(
    regime: Regime,
    need: Need,
    mine: Sequence[ApprovalCard],
    fits: Sequence[ApprovalCard],
    left: Mapping[UUID, Decimal],
    today: date,
) -> Refusal:
    """Why none of the approvals for this waste on this route serves: told of the one that comes nearest."""
    if fits:
        fullest = max(fits, key=lambda card: left[card.id])
        return _used_up(need.path, fullest, left[fullest.id], need.kg)
    for card in mine:
        if card.valid_on(today):
            if card.shipments_left == 0:
                return a.NoShipmentsLeft(need.path, number=card.number, limit=card.shipments)
            return a.MethodNotApproved(need.path, number=card.number, methods=", ".join(card.methods))
    if mine:
        return _does_not_hold(need.path, max(mine, key=lambda card: card.ends_on), today)
    kind = Word(f"approval_kind.{regime.approval_kind}")
    return a.NoApproval(need.path, kind=kind, code=need.code, rule=regime.rule)


def check(manifest: Manifest, known: Known, today: date, *, drawn: bool) -> list[Warn]:
    """Whether the approvals on the lines still hold, and (unless `drawn` already) still have the tonnes.

    Raises Refusals; answers which of them are nearly used up.
    """
    cards = {card.id: card for card in known.get(_route(manifest), ())}
    problems: list[Refusal] = []
    warnings: list[Warn] = []
    for id, kg in _sums(manifest).items():
        card = cards.get(id)
        if card is None or not card.valid_on(today):
            problems.append(_does_not_hold("fact.kind", card, today) if card else a.ApprovalGone("fact.kind"))
        elif drawn:
            continue
        elif card.left_t * 1000 < kg:
            problems.append(_used_up("fact.kind", card, card.left_t * 1000, kg))
        elif card.shipments_left == 0:
            problems.append(a.NoShipmentsLeft("fact.kind", number=card.number, limit=card.shipments))
        else:
            warnings += nearly(card, kg, "fact.kind")
    if problems:
        raise Refusals(problems)
    return warnings


def nearly(card: ApprovalCard, kg: Decimal, path: str) -> list[Warn]:
    """Told from the share on that the catalogue names for this kind."""
    share = (card.used_t + kg / 1000) / card.tonnes
    if share < law.approval_kinds()[card.kind].nearly.value:
        return []
    percent = (share * 100).quantize(Decimal(1), ROUND_HALF_UP)
    return [a.ApprovalNearlyUsedUp(path, number=card.number, percent=percent, left=tonnes(card.left_t * 1000 - kg))]


def told(chosen: Mapping[str, ApprovalCard], asked: Sequence[Need]) -> list[Warn]:
    """Which of the approvals chosen this load nearly uses up."""
    cards = {card.id: card for card in chosen.values()}
    kgs = dict.fromkeys(cards, Decimal(0))
    for need in asked:
        kgs[chosen[need.path].id] += need.kg
    return [warning for id, card in cards.items() for warning in nearly(card, kgs[id], "fact.lines")]


def write(lines: Iterable[e.LineWritten], chosen: Mapping[str, ApprovalCard]) -> tuple[e.LineWritten, ...]:
    """The lines with the approvals they go under."""
    return tuple(
        replace(line, approval=Approved(card.id, card.number)) if (card := chosen.get(f"fact.lines[{n}]")) else line
        for n, line in enumerate(lines)
    )


# --- what is taken and given back ------------------------------------------------------------------------


def drawn(before: object, after: object, today: date) -> list[Drawn]:
    """What a step takes from approvals: published, a manifest takes what is sent; called off later, it gives it back;
    amended or corrected in between, it takes or gives the difference.

    A load that is turned away has crossed all the same, so nothing is given back for it.
    """
    if not isinstance(before, Manifest) or not isinstance(after, Manifest):
        return []
    if before.status is after.status:
        amended = before.lines is not after.lines and after.status in (M.PUBLISHED, M.SIGNED)
        amended |= len(after.corrections) > len(before.corrections)
        return _difference(_sums(before), _sums(after), today) if amended else []
    if after.status is _PUBLISHED:
        sign = 1
    elif after.status is _CANCELLED and before.status is not M.DRAFT:
        sign = -1
    else:
        return []
    return [(id, sign * kg, sign, today) for id, kg in _sums(after).items()]


def check_more(before: Manifest, after: Manifest, known: Known, today: date) -> None:
    """Raises Refusals where a correction of what was sent asks for more than is left of an approval."""
    cards = {card.id: card for card in known.get(_route(before), ())}
    problems: list[Refusal] = []
    for id, kg, _, _ in _difference(_sums(before), _sums(after), today):
        card = cards.get(id)
        if kg <= 0:
            continue
        if card is None or not card.valid_on(today):
            problems.append(_does_not_hold("fact.kind", card, today) if card else a.ApprovalGone("fact.kind"))
        elif card.left_t * 1000 < kg:
            problems.append(_used_up("fact.kind", card, card.left_t * 1000, kg))
    if problems:
        raise Refusals(problems)


def _difference(before: Mapping[UUID, Decimal], after: Mapping[UUID, Decimal], today: date) -> list[Drawn]:
    none = Decimal(0)
    both = dict.fromkeys((*before, *after))
    net = [(id, after.get(id, none) - before.get(id, none), (id in after) - (id in before), today) for id in both]
    return [one for one in net if one[1] or one[2]]


def without(known: Known, manifest: Manifest) -> Known:
    """The approvals as they would stand had this manifest taken nothing from them."""
    if manifest.status is M.DRAFT:
        return known
    return less(known, [(id, -kg, -1, date.min) for id, kg in _sums(manifest).items()])


def less(known: Known, taken: Iterable[Drawn]) -> Known:
    """The approvals as they stand after this, for what else the same request brings."""
    by_id = {id: (kg, loads) for id, kg, loads, _ in taken}
    none = (Decimal(0), 0)
    return {route: tuple(_less(c, *by_id.get(c.id, none)) for c in cards) for route, cards in known.items()}


def _less(card: ApprovalCard, kg: Decimal, loads: int) -> ApprovalCard:
    return replace(card, used_t=card.used_t + kg / 1000, shipments_used=card.shipments_used + loads)


def tonnes(kg: Decimal) -> str:
    """Kilograms as tonnes, for a sentence."""
    return f"{(kg / 1000).normalize():f}"


def _sums(manifest: Manifest) -> dict[UUID, Decimal]:
    sums: dict[UUID, Decimal] = {}
    for line in _under_approval(manifest):
        assert line.approval is not None
        sums[line.approval.id] = sums.get(line.approval.id, Decimal(0)) + line.sent.kg
    return sums


def _under_approval(manifest: Manifest) -> list[Line]:
    return [line for line in manifest.lines if line.approval is not None]


def _route(manifest: Manifest) -> Route:
    return manifest.consignor.site, manifest.consignee.site


def _used_up(path: str, card: ApprovalCard, left: Decimal, kg: Decimal) -> Refusal:
    return a.ApprovalUsedUp(path, number=card.number, left=tonnes(left), wanted=tonnes(kg))


def _does_not_hold(path: str, card: ApprovalCard, today: date) -> Refusal:
    if card.valid_from > today:
        return a.ApprovalNotYetValid(path, number=card.number, on=card.valid_from)
    return a.ApprovalExpired(path, number=card.number, on=card.ends_on)
