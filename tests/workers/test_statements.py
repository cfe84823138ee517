"""Indicators in words: stated with evidence, looked at by a second person, vouched for like a figure."""

import io
import zipfile

import asyncpg
import pytest

from tests.bay import SHENZHEN, Bay
from tests.workers.test_values import MONTH, state
from wasteflow.core.errors import NotFound, Refusal
from workers.cases import files
from workers.statements import commands, kinds, store
from workers.statements import refusals as no
from workers.statements.model import Met
from workers.statistics.model import Status, period
from workers.statistics.queries import city_set
from workers.values import commands as values
from workers.values.model import Status as Life
from workers.values.refusals import StatementUnapproved

pytestmark = pytest.mark.anyio
PLAN = "ZW21-38"
PDF = b"%PDF-1.7\nplan"


async def said(bay: Bay, words: str = "市政府印发实施方案，部门细则七项。", **more):
    asked = {"city": SHENZHEN, "indicator": PLAN, "of": MONTH, "met": Met.MET, "words": words} | more
    return await commands.state(bay.pool, bay.office, **asked)


async def of_set(bay: Bay):
    async with bay.pool.acquire() as conn:
        return next(v for v in await city_set(conn, city=SHENZHEN, period=period(MONTH)) if v.id == PLAN)


async def approve(bay: Bay, id):
    return await commands.review(bay.pool, bay.regulator, id, verdict=Status.APPROVED)


async def test_it_counts_when_a_second_person_approves_it_with_its_evidence(bay):
    assert (await of_set(bay)).standing == "declared"
    one = await said(bay)
    assert (await said(bay)).id == one.id, "the same again is the same"
    assert (await of_set(bay)).standing == "provisional"
    with pytest.raises(no.EvidenceMissing):
        await approve(bay, one.id)
    digest = await commands.add_evidence(bay.pool, bay.office, one.id, name="方案.pdf", data=PDF)
    assert await commands.add_evidence(bay.pool, bay.office, one.id, name="方案.pdf", data=PDF) == digest
    with pytest.raises(Refusal) as refused:
        await commands.review(bay.pool, bay.office, one.id, verdict=Status.APPROVED)
    assert refused.value.code == "own_entry"
    with pytest.raises(StatementUnapproved):
        await values.review(bay.pool, bay.office, city=SHENZHEN, of=MONTH, indicators=[PLAN])
    found = await approve(bay, one.id)
    assert [(x.name, x.kind, x.bytes) for x in found.files] == [("方案.pdf", "application/pdf", len(PDF))]
    assert ((await of_set(bay)).standing, (await of_set(bay)).met) == ("reviewed", "met")
    with pytest.raises(no.EvidenceClosed):
        await commands.add_evidence(bay.pool, bay.office, one.id, name="b.pdf", data=PDF + b"2")
    await values.review(bay.pool, bay.office, city=SHENZHEN, of=MONTH, indicators=[PLAN])
    assert (await state(bay, PLAN)).status is Life.REVIEWED


async def test_other_words_are_a_version_with_a_reason(bay):
    one = await said(bay)
    await commands.add_evidence(bay.pool, bay.office, one.id, name="a.pdf", data=PDF)
    await approve(bay, one.id)
    with pytest.raises(no.StatementReasonMissing):
        await said(bay, "又增加了两项细则，共九项。")
    assert (await said(bay, "又增加了两项细则，共九项。", reason="新增细则")).version == 2
    assert (await of_set(bay)).statement == one.id, "the approved one counts until the next is approved"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"indicator": "ZW21-16"}, "not_in_words"),
        ({"indicator": "x"}, "indicator_unknown"),
        ({"words": "短"}, "words_missing"),
        ({"city": "440100"}, "figure_of_another_city"),
        ({"of": "2099"}, "not_yet"),
    ],
)
async def test_what_cannot_be_is_refused(bay, changes, code):
    with pytest.raises(Refusal) as refused:
        await said(bay, **changes)
    assert refused.value.code == code


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, files.PDF),
        (archive("xl/workbook.xml", "xl/printerSettings/printerSettings1.bin"), files.XLSX),
        (archive("word/document.xml"), kinds.DOCX),
        (archive("word/document.xml", "word/vbaProject.bin"), None),
        (archive("run.exe"), None),
        (b"PK\x03\x04 broken", None),
    ],
    ids=range(6),
)
def test_an_archive_is_evidence_only_as_a_document_without_macros(data, kind):
    assert kinds.kind_of(data) == kind


async def test_only_files_that_can_be_evidence_and_only_of_whose_statement_it_is(bay):
    one = await said(bay)
    with pytest.raises(no.NoEvidence):
        await commands.add_evidence(bay.pool, bay.office, one.id, name="a.pdf", data=b"<script>")
    await commands.add_evidence(bay.pool, bay.office, one.id, name="C:\\x\\方\x00案.pdf", data=PDF)
    async with bay.pool.acquire() as conn:
        assert [x.name for x in (await store.read(conn, id=one.id)).files] == ["方案.pdf"]
    with pytest.raises(NotFound):
        await commands.add_evidence(bay.pool, bay.office, bay.office.account, name="a.pdf", data=PDF)


async def test_what_was_stated_cannot_be_changed(bay):
    await said(bay)
    for statement in ("update indicator_statement set words = 'x'", "delete from statement_file"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bay.pool.execute(statement)


async def test_over_http(bay, client):
    token = {"authorization": f"Bearer {await bay.token(bay.office)}", "accept-language": "en"}
    second = {"authorization": f"Bearer {await bay.token(bay.regulator)}", "accept-language": "en"}
    body = {
        "city": SHENZHEN,
        "indicator": PLAN,
        "period": MONTH,
        "met": "partly",
        "words": "the plan is out, rules follow",
    }
    made = (await client.post("/statements", json=body, headers=token)).json()
    kept = await client.post(
        f"/statements/{made['id']}/evidence", files={"file": ("方案.pdf", PDF, "text/html")}, headers=token
    )
    at = f"/statements/{made['id']}/evidence/{kept.json()['sha256']}"
    got = await client.get(at, headers=token)
    assert (got.content, got.headers["content-type"]) == (PDF, "application/pdf")
    assert got.headers["content-disposition"].startswith("attachment")
    known = await client.get(at, headers=token | {"if-none-match": got.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    looked = await client.post(f"/statements/{made['id']}/review", json={"verdict": "approved"}, headers=second)
    assert (looked.json()["status"], looked.json()["met"]) == ("approved", "partly")
    (listed,) = (await client.get(f"/statements?city={SHENZHEN}&period={MONTH}", headers=token)).json()["items"]
    assert [x["name"] for x in listed["files"]] == ["方案.pdf"]
