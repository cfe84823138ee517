"""The page of a load's way: no trail without a reason, and who looked stands below it."""

from datetime import UTC, timedelta
from uuid import UUID

import pytest

from manifests.life import events as e
from manifests.trails import commands
from manifests.trails.model import Corridor, Position, Sent, Zone, ZoneKind
from tests.bay import ADMINISTRATOR, PLATE, Bay
from tests.web.conftest import Enter
from wasteflow.core import clock
from wasteflow.core.i18n import LANGUAGES
from wasteflow.core.ids import new_id

pytestmark = pytest.mark.anyio


async def driven(bay: Bay) -> UUID:
    """A load that left an hour ago, with a stop of twenty minutes beside a river, off the way that was approved."""
    left = (clock.now() - timedelta(minutes=70)).astimezone(UTC).replace(microsecond=0)
    before = [left - timedelta(minutes=n) for n in (40, 30, 20, 10)]
    drum = await bay.batch("400", at=before[0])
    load = (await bay.tell(bay.clerk, bay.load(drum), at=before[1])).subject
    await bay.tell(bay.clerk, e.Published(), load, at=before[2])
    await bay.tell(bay.clerk, e.Signed(name="李姐"), load, at=before[3])
    await bay.tell(bay.driver, e.Departed(plate=PLATE, driver="王师傅"), load, at=left)
    line = [(22.62 + 0.0006 * n, 113.90 + 0.003 * n) for n in range(41)]
    way = Corridor(new_id(), bay.factory_site, bay.plant_site, (line[0], line[-1]), clock.local_date(left), "批文")
    await commands.approve_corridor(bay.pool, ADMINISTRATOR, way)
    bend = [(lat + 0.012 * max(0, 8 - abs(n - 20)) / 8, lon) for n, (lat, lon) in enumerate(line)]
    shape = ((22.67, 113.955), (22.60, 113.965))
    river = Zone("test-river", "440300", ZoneKind.RIVER, "茅洲河", shape, clock.local_date(left), "?")
    await commands.draw_zone(bay.pool, ADMINISTRATOR, river)
    times = [n if n <= 20 else n + 20 for n in range(41)]
    moving = [Position(left + timedelta(minutes=m), *at, 32.0) for m, at in zip(times, bend, strict=True)]
    stood = [Position(left + timedelta(minutes=20 + n), *bend[20], 0.0) for n in range(1, 20)]
    await commands.receive(bay.pool, bay.dispatcher, [Sent(PLATE, (*moving, *stood))], keep_months=24)
    return load


async def test_a_reason_comes_before_the_trail(bay: Bay, enter: Enter) -> None:
    load = await driven(bay)
    officer = await enter(bay.regulator)
    page = await officer.get(f"/console/manifests/{load}/trail")
    assert page.status_code == 200
    assert 'class="driven"' not in page.text
    assert "还没有人查看过" in page.text
    refused = await officer.post(f"/console/manifests/{load}/trail", data={"reason": " "})
    assert refused.status_code == 422
    assert 'class="driven"' not in refused.text
    assert "未说明事由，已拒绝" in refused.text
    shown = await officer.post(f"/console/manifests/{load}/trail", data={"reason": "群众举报"})
    assert shown.status_code == 200
    for part in ('class="driven"', 'class="way"', "茅洲河", "WGS-84", "群众举报"):
        assert part in shown.text, part


async def test_the_carrier_reads_who_looked_and_others_do_not_find_it(bay: Bay, enter: Enter) -> None:
    load = await driven(bay)
    await (await enter(bay.regulator)).post(f"/console/manifests/{load}/trail", data={"reason": "例行检查"})
    carrier = await (await enter(bay.dispatcher)).get(f"/console/manifests/{load}/trail")
    assert "例行检查" in carrier.text
    assert (await (await enter(bay.clerk)).get(f"/console/manifests/{load}/trail")).status_code == 403


async def test_it_speaks_four_languages(bay: Bay, enter: Enter) -> None:
    load = await driven(bay)
    officer = await enter(bay.regulator)
    for language in LANGUAGES:
        officer.cookies.set("wf_lang", language)
        page = await officer.post(f"/console/manifests/{load}/trail", data={"reason": "?"})
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
        assert "console." not in page.text.replace("console.css", "").replace("console.js", "")
        assert f"/console/manifests/{load}/trail" in (await officer.get(f"/console/manifests/{load}")).text
