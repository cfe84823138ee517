"""Signing for the consignor where nobody of it is there: by its site's code, or by leave given beforehand.

The code is read from the form and passed on beside the fact; it is never shown again and stands in no link.
"""

import re
from datetime import datetime

from manifests.absent import refusals as no
from manifests.absent import store
from manifests.commands import Proposable
from manifests.life import events as e
from manifests.life.model import SigningMode
from wasteflow.core import clock
from wasteflow.web.console import refusals as r
from wasteflow.web.console.forms import Form
from wasteflow.web.console.manifest.part import Case, Facts

MODES = (SigningMode.SITE_CODE, SigningMode.PRE_AUTHORISED)


def signed_absent(form: Form) -> Proposable:
    """The signature, with the way it is proved."""
    chosen = form.choice("fact.mode", MODES)
    mode = SigningMode(chosen) if chosen in MODES else SigningMode.SITE_CODE
    if mode is SigningMode.SITE_CODE and not re.fullmatch(r"[0-9]{6}", form.text("code")):
        form.problems.append(r.SixDigits("code"))
    return e.Signed(name=form.text("fact.name", needed=True, most=40), mode=mode)


def code(form: Form) -> str | None:
    """The code that goes with it."""
    return form.text("code") if form.get("fact.mode") == SigningMode.SITE_CODE else None


async def leave(case: Case) -> Facts:
    """Whether there is leave to sign, and how long codes are not looked at after too many wrong ones."""
    manifest, now = case.manifest, clock.now()
    given = await store.authorised(
        case.conn,
        site=manifest.consignor.site,
        org=manifest.consignor.org,
        carrier=manifest.leg.org,
        stream=manifest.stream,
        on=clock.local_date(now),
    )
    chosen = case.form.get("fact.mode") or (SigningMode.PRE_AUTHORISED if given else SigningMode.SITE_CODE)
    return {"modes": MODES, "mode": chosen, "given": given is not None, "locked": _locked(case.form, now)}


def _locked(form: Form, now: datetime) -> int:
    """Seconds until codes are looked at again; 0 where they are."""
    found = next((p for p in form.problems if isinstance(p, no.SigningLocked)), None)
    if found is None:
        return 0
    until = datetime.fromisoformat(str(found.facts["until"])).replace(tzinfo=clock.BAY_AREA)
    return max(int((until - now).total_seconds()) + 1, 0)
