"""Rules broken on purpose. Each has to make the machine fail: else it would not notice had somebody broken it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from manifests import draft
from manifests.entry import approvals, manifest_entry, scale
from manifests.life import arithmetic, brought, following, gate, lifecycle, mismatch, policy, portions, regrouping
from manifests.life import events as e

Patch = pytest.MonkeyPatch
BROKEN: dict[str, Callable[[Patch], None]] = {}


def breaks(rule: str) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Names the rule that is broken."""

    def named(mutation: Callable[[Patch], None]) -> Callable[[Patch], None]:
        BROKEN[rule] = mutation
        return mutation

    return named


@breaks("no more is refused than came")
def _parts(patch: Patch) -> None:
    patch.setattr(arithmetic, "_partial", lambda manifest, fact: [])


@breaks("no more is treated than there is")
def _treatment(patch: Patch) -> None:
    patch.setattr(arithmetic, "_treatable", lambda batch, fact: [])


@breaks("no fraction exceeds its source")
def _fractions(patch: Patch) -> None:
    patch.setattr(regrouping, "_within", lambda given, batch, path: [])


@breaks("what goes in comes out, or has a name")
def _sum(patch: Patch) -> None:
    patch.setattr(regrouping, "_balance", lambda fact: [])


@breaks("a treatment is its sources', to the gram")
def _shares(patch: Patch) -> None:
    shared = portions.shares

    def less(kg: Decimal, weights: Any) -> list[Decimal]:
        parts = shared(kg, weights)
        return [*parts[:-1], parts[-1] - portions.GRAM]

    patch.setattr(portions, "shares", less)


@breaks("exactly one holder: who takes over has it")
def _hand_over(patch: Patch) -> None:
    """The second carrier signs, and the first is still named as the holder."""
    follows = draft.consequences

    def without(after: Any, x: e.Envelope, states: Any) -> Any:
        return [] if isinstance(x.fact, e.HandedOver) else follows(after, x, states)

    patch.setattr(draft, "consequences", without)


@breaks("exactly one holder: on one open manifest at most")
def _two_manifests(patch: Patch) -> None:
    """A batch that stands on a manifest is put on another one."""

    fits = lifecycle.fits

    def any_of_them(fact: e.Created, consignor: Any, batches: Any) -> list[Any]:
        return [batches[line.batch] for line in fact.lines]

    patch.setattr(manifest_entry, "_loads", any_of_them)
    patch.setattr(lifecycle, "fits", lambda state, fact: isinstance(fact, e.Assigned) or fits(state, fact))


@breaks("whose step it is")
def _anybody(patch: Patch) -> None:
    """Any party of a load takes any step of it."""
    patch.setattr(policy, "whose", lambda fact, state: ("party", policy.parties(state)))


@breaks("net = gross - tare")
def _scales(patch: Patch) -> None:
    patch.setattr(gate, "_line", lambda line, path: [])


@breaks("an approval is never overdrawn")
def _approvals(patch: Patch) -> None:
    """Drafts that fit one by one are all published."""
    patch.setattr(approvals, "check", lambda manifest, known, today, drawn: [])


@breaks("no more than the scale of a permit")
def _scale(patch: Patch) -> None:
    patch.setattr(scale, "judge", lambda *args: ([], []))


@breaks("do not carry, do not accept")
def _mismatch(patch: Patch) -> None:
    patch.setattr(mismatch, "_standing", lambda manifest, fact: iter(()))


@breaks("what is given back was not taken in")
def _given_back(patch: Patch) -> None:
    patch.setattr(following, "_undone", lambda given, batch: None)


@breaks("a manifest waits for what it brought")
def _brought(patch: Patch) -> None:
    """Only the last of those that brought a batch hears what becomes of it."""
    by = brought.by

    def last(batch: Any, states: Any) -> Any:
        return list(by(batch, states))[-1:]

    patch.setattr(brought, "by", last)


@breaks("a manifest waits for what is split off")
def _parted(patch: Patch) -> None:
    """A part that is refused further on is forgotten by what brought the whole."""
    patch.setattr(brought, "parted", lambda manifest, fact: manifest)
