"""The number that a provincial platform gave a manifest, entered later."""

from manifests.commands import Proposable
from manifests.life import events as e
from manifests.life.model import Manifest
from wasteflow.catalog.numbers import NumberScheme, of_platforms
from wasteflow.web.console.forms import Form
from wasteflow.web.console.manifest.part import Case, Facts


def open_schemes(manifest: Manifest) -> list[NumberScheme]:
    """Platforms that give numbers where it starts, and whose number it has not yet."""
    has = {one.scheme for one in manifest.numbers or ()}
    here = manifest.consignor.city[:2]
    return [x for x in of_platforms().values() if x.id not in has and (not x.provinces or here in x.provinces)]


def wanted(manifest: Manifest) -> bool:
    """Whether there is one to enter."""
    return bool(open_schemes(manifest))


async def schemes(case: Case) -> Facts:
    """Those it may still be given by."""
    return {"schemes": open_schemes(case.manifest)}


def given(form: Form) -> Proposable:
    """Whose number, and which."""
    return e.NumberGiven(form.get("fact.scheme")[:40], form.text("fact.number", needed=True, most=80))
