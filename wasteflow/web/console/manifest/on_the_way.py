"""What drivers and storers tell while the load is on its way: with which vehicle, who else carries, where it stops."""

from collections.abc import Callable
from uuid import UUID

from manifests.commands import Proposable
from manifests.life import events as e
from manifests.life.model import Carrier, Gone, Manifest
from wasteflow.core import clock
from wasteflow.people.model import Role
from wasteflow.web.console import queries
from wasteflow.web.console.destinations import ways
from wasteflow.web.console.forms import Form
from wasteflow.web.console.manifest.part import Case, Facts, Load

NOBODY = UUID(int=0)
CHOICES = 200


def vehicle(form: Form) -> tuple[str, str]:
    """Plate and driver as typed."""
    return form.text("fact.plate", needed=True, most=20), form.text("fact.driver", needed=True, most=40)


def vehicle_of(leg: Callable[[Manifest], Carrier]) -> Load:
    """The vehicles of who carries that leg, and its driver, who may be the one that looks."""

    async def load(case: Case) -> Facts:
        carrier, me = leg(case.manifest), case.visit.me
        driver = carrier.driver or (me.name if me.role is Role.DRIVER else "")
        plates = await queries.plates(case.conn, org=carrier.org)
        return {"plates": plates, "plate": carrier.plate or (plates[0] if len(plates) == 1 else ""), "driver": driver}

    return load


def load_lost(form: Form) -> Proposable:
    """How, and what is known of it."""
    return e.LoadLost(form.member("fact.how", Gone), form.text("fact.reason", needed=True))


def carrier_added(form: Form) -> Proposable:
    """One more carrier, after all the others."""
    return e.CarrierAdded(form.id("fact.carrier"))


async def carriers(case: Case) -> Facts:
    """Who may carry it and is not named yet."""
    named = {carrier.org for carrier in case.manifest.carriers}
    return {"carriers": [carrier for carrier in await who_may_carry(case) if carrier.id not in named]}


async def who_may_carry(case: Case) -> list[queries.Carrier]:
    """The carriers for such a load, the receiver's city first."""
    manifest = case.manifest
    return await queries.carriers(
        case.conn,
        hazardous=any(line.code.scheme == "cn-hw" for line in manifest.lines),
        today=clock.local_date(clock.now()),
        city=manifest.consignee.city,
        limit=CHOICES,
    )


def stop_added(form: Form) -> Proposable:
    """A stop on the way."""
    return e.StopAdded(form.id("fact.site"))


async def storers(case: Case) -> Facts:
    """Who may store it on the way: sites with a permit for every line, but neither end of the journey."""
    manifest = case.manifest
    found = await queries.receivers(
        case.conn,
        codes=[(line.code.scheme, line.code.code, line.category) for line in manifest.lines],
        today=clock.local_date(clock.now()),
        sender=manifest.consignor.site,
        city=manifest.consignor.city,
        ways=ways(await case.visit.book(), manifest.consignor.city, manifest.stream),
        q=None,
        limit=CHOICES,
    )
    return {"storers": [site for site in found if site.id != manifest.consignee.site]}
