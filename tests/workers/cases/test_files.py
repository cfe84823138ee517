"""Files of a case: a company's answer, an inspector's photos; of their kind, of their size, and part of the bundle."""

import hashlib
import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import openpyxl
import pytest

from tests.manifests.notices.conftest import photo
from tests.workers.cases.conftest import Desk
from wasteflow.core import clock, keys
from wasteflow.core.errors import Refusals
from wasteflow.core.ids import new_id
from wasteflow.people.access import COOKIE
from wasteflow.people.model import Actor
from workers.cases import bundle, commands, files, inspections, lifecycle
from workers.cases import events as e
from workers.cases import refusals as no
from workers.cases.model import Seen

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
New = Callable[[], Awaitable[httpx.AsyncClient]]


def sheet(*more: str) -> bytes:
    """A spreadsheet, with further members of its archive."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with zipfile.ZipFile(out, "a") as packed:
        for name in more:
            packed.writestr(name, b"x")
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("run.exe", b"MZ")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (photo((8, 8)), "image/jpeg"),
        (PDF, files.PDF),
        (sheet(), files.XLSX),
        (sheet("xl/printerSettings/printerSettings1.bin"), files.XLSX),
    ],
    ids=range(4),
)
def test_what_is_taken(data: bytes, kind: str) -> None:
    named = files.checked("磅单 1.x", data, "file")
    assert (named.media, named.size, named.sha256) == (kind, len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    "data",
    [b"", b"MZ\x90", b"<html><script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", archive(),
     sheet("xl/vbaProject.bin"), sheet("xl/embeddings/oleObject1.bin"),
     sheet("xl/activeX/activeX1.bin"), sheet("xl/printerSettings/printerSettings1.bin", "xl/vbaProject.bin"),
     b"PK\x03\x04 broken"],
    ids=range(10),
)  # fmt: skip
def test_what_might_run_or_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(no.NoSuchFile):
        files.checked("a.pdf", data, "file")


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(no.FileTooLarge):
        files.checked("a.pdf", PDF + b" " * files.MOST_BYTES, "file")
    with pytest.raises(no.NoSuchPicture):
        files.checked("a.pdf", PDF, "photos", pictures=True)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("磅单.pdf", "磅单.pdf"), ("..\\..\\boot.ini", "boot.ini"), ("/etc/passwd", "passwd"),
     ("a\u202efdp.exe\x00", "afdp.exe"), ("...", "file.pdf"), ("", "file.pdf"), ("长" * 300, "长" * 200)],
)  # fmt: skip
def test_a_name_is_only_a_name(name: str, kept: str) -> None:
    assert files.checked(name, PDF, "file").name == kept


async def _signed_in(desk: Desk, new_client: New, actor: Actor) -> httpx.AsyncClient:
    client = await new_client()
    client.cookies.set(COOKIE, await desk.bay.token(actor))
    return client


async def test_an_answer_brings_its_documents(desk: Desk, new_client: New) -> None:
    await desk.step(desk.bay.regulator, e.Taken())
    await desk.step(desk.bay.regulator, e.Asked(org=desk.bay.factory, question="磅单？"))
    clerk, officer = [await _signed_in(desk, new_client, who) for who in (desk.bay.clerk, desk.bay.regulator)]
    sent = [("files", ("磅单.pdf", PDF, "text/html")), ("files", ("现场.jpg", photo((40, 30)), "image/jpeg"))]
    path = f"/console/questions/{desk.case}/answer"
    page = await clerk.post(
        path, data={"once": str(new_id()), "fact.answer": "附后"}, files=sent, follow_redirects=True
    )
    assert page.status_code == 200
    (answered,) = (await desk.now()).questions
    assert [(f.name, f.media) for f in answered.files] == [("磅单.pdf", files.PDF), ("现场.jpg", "image/jpeg")]
    shown = await officer.get(f"/console/cases/{desk.case}")
    assert shown.text.count(f"/cases/{desk.case}/files/") == 3  # two links, one picture
    document = f"/cases/{desk.case}/files/{answered.files[0].sha256}"
    for who in (officer, clerk):
        got = await who.get(document)
        assert (got.status_code, got.content) == (200, PDF)
        assert got.headers["content-type"] == "application/pdf"
        assert got.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in got.headers["content-security-policy"]
        assert (await who.get(document, headers={"if-none-match": got.headers["etag"]})).status_code == 304
    for stranger, status in ((desk.bay.gate, 404), (desk.bay.driver, 403)):
        other = await _signed_in(desk, new_client, stranger)
        assert (await other.get(document)).status_code == status


async def test_what_is_no_document_is_told_and_the_words_are_not_lost(desk: Desk, new_client: New) -> None:
    await desk.step(desk.bay.regulator, e.Taken())
    await desk.step(desk.bay.regulator, e.Asked(org=desk.bay.factory, question="磅单？"))
    clerk = await _signed_in(desk, new_client, desk.bay.clerk)
    page = await clerk.post(
        f"/console/questions/{desk.case}/answer",
        data={"once": str(new_id()), "fact.answer": "附后请查收"},
        files=[("files", ("run.exe", b"MZ", "application/pdf"))],
    )
    assert page.status_code == 415
    assert "附后请查收" in page.text
    assert "run.exe" in page.text
    assert (await desk.now()).open_question is not None


async def test_an_inspection_shows_what_was_seen(desk: Desk, new_client: New) -> None:
    await desk.step(desk.bay.regulator, e.Taken())
    officer = await _signed_in(desk, new_client, desk.bay.regulator)
    page = await officer.get(f"/console/cases/{desk.case}?step=inspected&checklist=site")
    assert 'name="point.scale"' in page.text
    assert 'name="point.papers"' not in page.text
    data = {"once": str(new_id()), "expected": "2", "checklist": "load", "point.weight": "not_in_order"}
    sent = [
        ("photos.weight", ("scale.jpg", photo((30, 20)), "image/jpeg")),
        ("photos", ("all.jpg", photo((31, 20)), "")),
    ]
    page = await officer.post(f"/console/cases/{desk.case}/inspected", data=data, files=sent, follow_redirects=True)
    assert page.status_code == 200, page.text[:3000]
    body = json.loads(await desk.pool.fetchval("select body::text from case_event where kind = 'inspected'"))
    assert body["checklist"] == "load"
    assert [(f["name"], f.get("point")) for f in body["photos"]] == [("scale.jpg", "weight"), ("all.jpg", None)]
    assert page.text.count("evidence-photo") == 2


async def test_files_that_come_later_are_taken_from_who_named_them(desk: Desk, new_client: New) -> None:
    """A client without a form: first the step with the digests, then the bytes."""
    data = photo((50, 50))
    named = files.checked("gate.jpg", data, "file")
    await desk.step(desk.bay.regulator, e.Taken())
    at = clock.now()
    point = e.Point("weight", Seen.IN_ORDER)
    officer = await _signed_in(desk, new_client, desk.bay.regulator)
    early = await officer.post(f"/cases/{desk.case}/files", files={"file": ("gate.jpg", data)})
    assert (early.status_code, early.json()["code"]) == (409, "file_not_named")
    await desk.step(desk.bay.regulator, e.Inspected(at=at, checklist="load", points=(point,), photos=(named,)))
    assert "尚未送达" in (await officer.get(f"/console/cases/{desk.case}", headers={"accept-language": "zh-Hans"})).text
    clerk = await _signed_in(desk, new_client, desk.bay.clerk)
    assert (await clerk.post(f"/cases/{desk.case}/files", files={"file": ("gate.jpg", data)})).status_code == 404
    for _ in range(2):
        assert (await officer.post(f"/cases/{desk.case}/files", files={"file": ("x.jpg", data)})).status_code == 201
    assert (await officer.get(f"/cases/{desk.case}/files/{named.sha256}")).content == data
    assert await desk.pool.fetchval("select count(*) from case_attachment") == 1


async def test_the_bundle_holds_them_and_finds_out_another_picture(desk: Desk, tmp_path: Path) -> None:
    data = photo((50, 50))
    named = files.checked("gate.jpg", data, "file")
    await desk.step(desk.bay.regulator, e.Taken())
    point = e.Point("weight", Seen.IN_ORDER)
    fact = e.Inspected(at=clock.now(), checklist="load", points=(point,), photos=(named,))
    await commands.record(desk.pool, desk.bay.regulator, desk.case, commands.Proposal(fact=fact), sent=[data])
    keys.write_new(tmp_path / "keys.json")
    signing = keys._read(tmp_path / "keys.json")
    async with desk.pool.acquire() as conn:
        packed = await bundle.pack(conn, await desk.now(), desk.bay.regulator, signing, clock.now(), {})
    public = [keys.public_key(keys.public_jwk(key)) for key in signing.keys]
    assert bundle.check(packed, public).wrong == []
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        content = {name: opened.read(name) for name in opened.namelist()}
    name = f"files/{named.sha256}.jpg"
    assert content[name] == data
    # who holds the server's keys puts another picture in its place, and signs the list anew
    content[name] = photo((51, 50))
    listed = json.loads(content["manifest.json"])
    for one in listed["files"]:
        if one["name"] == name:
            one["sha256"], one["size"] = hashlib.sha256(content[name]).hexdigest(), len(content[name])
    content["manifest.json"] = keys.canonical(listed)
    content["manifest.jws"] = keys.sign(content["manifest.json"], signing.current()).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as again:
        for key, value in content.items():
            again.writestr(key, value)
    (why,) = bundle.check(out.getvalue(), public).wrong
    assert "is not the file that its step names" in why


async def test_an_inspection_by_a_list_that_is_none_is_refused(desk: Desk) -> None:
    await desk.step(desk.bay.regulator, e.Taken())
    case = await desk.now()

    def codes(**more: str) -> list[str]:
        point = e.Point(more.get("point", "weight"), Seen.IN_ORDER)
        fact = e.Inspected(at=clock.now(), checklist=more.get("checklist", ""), points=(point,))
        try:
            lifecycle.judge(case, fact, now=clock.now())
        except Refusals as several:
            return [one.code for one in several.refusals]
        return []

    assert codes() == []
    assert codes(checklist="load") == []
    assert codes(checklist="ship") == ["unknown_checklist"]
    assert codes(checklist="load", point="ledger") == ["unknown_point"]
    assert codes(point="ledger") == []
    assert codes(point="nothing") == ["unknown_point"]


def test_every_list_has_points_that_are_known_and_every_kind_of_subject_a_list() -> None:
    lists, points = inspections.checklists(), inspections.points()
    assert {p for one in lists.values() for p in one.points} == points.keys()
    kinds = [kind for one in lists.values() for kind in one.about]
    assert sorted(kinds) == ["batch", "manifest", "notice", "organisation", "site", "vehicle"]
    for one in [*lists.values(), *points.values()]:
        assert set(one.name) == {"zh-Hans", "zh-Hant", "en", "pt"}
