"""The bundle as an officer fetches it: signed, its sheet on paper in it, checked elsewhere with public keys alone."""

import io
import json
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.test_pages import work
from wasteflow.cli import wasteflow
from wasteflow.core import clock
from wasteflow.core.i18n import LANGUAGES
from workers.cases import commands
from workers.cases import events as e
from workers.cases.inspections import points
from workers.cases.model import Seen

pytestmark = pytest.mark.anyio


async def a_case(bay: Bay) -> str:
    await bay.delivered("1000", "800")
    await work(bay)
    case = await bay.pool.fetchval("select id from case_file")
    looked = e.Inspected(at=clock.now(), points=(e.Point(next(iter(points())), Seen.NOT_IN_ORDER, "秤未检定"),))
    confirmed = e.Confirmed(reason="现场复称仍少二百公斤")
    for fact in (e.Taken(), looked, confirmed, e.Passed(department="police", reason="涉嫌倾倒")):
        await commands.record(bay.pool, bay.regulator, case, commands.Proposal(fact=fact))
    return str(case)


def said(pdf: bytes) -> str:
    return "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(pdf)).replace("\r\n", "")


async def test_the_bundle_holds_its_sheet_and_the_signature_covers_it(bay: Bay, enter: Enter, tmp_path: Path) -> None:
    client = await enter(bay.regulator)
    case = await a_case(bay)
    packed = (await client.get(f"/cases/{case}/bundle.zip?language=zh-Hans")).content
    (tmp_path / "bundle.zip").write_bytes(packed)
    (tmp_path / "jwks.json").write_text((await client.get("/.well-known/jwks.json")).text)
    verify = ["verify", str(tmp_path / "bundle.zip"), "--keys", str(tmp_path / "jwks.json")]
    told = CliRunner().invoke(wasteflow, verify)
    assert (told.exit_code, "as it was signed" in told.output) == (0, True), told.output
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        held = {name: files.read(name) for name in files.namelist()}
    listed = {x["name"] for x in json.loads(held["manifest.json"])["files"]}
    assert "case.pdf" in listed
    for fact in ("接收重量", "电镀污泥", "1,000 kg", "800 kg", "现场复称仍少二百公斤", "公安", "周监管", "秤未检定"):
        assert fact in said(held["case.pdf"]), fact
    held["case.pdf"] = held["case.pdf"].replace(b"%PDF", b"%PDX", 1)
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as files:
        for name, data in held.items():
            files.writestr(name, data)
    told = CliRunner().invoke(wasteflow, verify)
    assert (told.exit_code, "case.pdf was altered" in told.output) == (1, True), told.output


async def test_the_sheet_by_itself_speaks_four_languages_and_says_the_same_again(bay: Bay, enter: Enter) -> None:
    client = await enter(bay.regulator)
    case = await a_case(bay)
    for language in LANGUAGES:
        sheets = [(await client.get(f"/cases/{case}/sheet.pdf?language={language}")).content for _ in range(2)]
        assert said(sheets[0]) == said(sheets[1]), "signed at another moment, drawn alike"
        assert "reports." not in said(sheets[0])
        assert "{" not in said(sheets[0])
