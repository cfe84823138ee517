"""A company at an end of the trip that carries with its own trucks has drivers and people at the gate."""

from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from manifests.life import events as e
from manifests.life import lifecycle, policy
from manifests.life.model import Manifest
from tests.manifests.facts import FACTORY, PLANT, SAMPLES, created, envelope
from wasteflow.core import edge
from wasteflow.people.model import Actor, Role
from wasteflow.people.permissions import allowed


def load(carrier: UUID) -> Manifest:
    drafted = lifecycle.evolve(None, envelope(replace(created(), carrier=carrier), 1))
    assert isinstance(drafted, Manifest)
    return drafted


@pytest.mark.parametrize(
    ("org", "role", "step", "may"),
    [
        (PLANT, Role.DRIVER, "arrived", True),
        (PLANT, Role.RECEIVER, "arrived", True),
        (PLANT, Role.DRIVER, "accepted", False),
        (PLANT, Role.DRIVER, "difference_found", True),
        (FACTORY, Role.DRIVER, "carrier_added", True),
        (FACTORY, Role.DISPATCHER, "stop_added", True),
        (FACTORY, Role.GENERATOR, "carrier_added", True),
        (FACTORY, Role.DRIVER, "amended", False),  # it would be the whole paper
    ],
)
def test_with_its_own_trucks_each_takes_the_steps_of_its_place(org: UUID, role: Role, step: str, may: bool) -> None:
    actor, fact = Actor(account=UUID(int=9), name="x", role=role, org=org), SAMPLES[step]
    sent = msgspec.convert(msgspec.to_builtins(fact), type=edge.strict(type(fact)))  # as it is read from a request
    for one in (fact, sent):
        assert allowed(actor, policy.action(actor, one, load(carrier=org))) is may


def test_at_an_end_that_carries_nothing_the_gate_tells_it() -> None:
    gate = Actor(account=UUID(int=9), name="x", role=Role.RECEIVER, org=PLANT)
    sent = msgspec.convert({"kind": "arrived"}, type=edge.strict(e.Arrived))
    assert allowed(gate, policy.action(gate, sent, load(carrier=UUID(int=2))))


def test_at_an_end_that_carries_nothing_a_driver_tells_no_arrival() -> None:
    actor = Actor(account=UUID(int=9), name="x", role=Role.DRIVER, org=PLANT)
    assert policy.action(actor, e.Arrived(), load(carrier=UUID(int=2))) == "manifest:receive"
