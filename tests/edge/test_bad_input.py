"""Wrong input over HTTP: told with path, code and a sentence in four languages; never a 500, nothing half-written."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import httpx
import msgspec
import pytest

from tests.bay import Bay, grant
from wasteflow.core import clock
from wasteflow.core import edge as edge_
from wasteflow.core.errors import Refusal
from wasteflow.core.ids import new_id
from wasteflow.people import access

pytestmark = pytest.mark.anyio
LANGUAGES = ("zh-Hans", "zh-Hant", "en", "pt")
URL = "/custody/events"


@dataclass
class Edge:
    """The clerk at the events endpoint."""

    bay: Bay
    client: httpx.AsyncClient
    headers: dict[str, str]

    async def post(self, body: Any, language: str = "en", **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        wanted = {**self.headers, "content-type": "application/json", "accept-language": language, **headers}
        return await self.client.post(URL, content=content, headers=wanted)

    def drum(self, **changes: Any) -> dict[str, Any]:
        """A good drum as JSON; `changes` go into the fact, dotted with double underscores: weight__kg."""
        fact: dict[str, Any] = {
            "kind": "generated",
            "site": str(self.bay.factory_site),
            "stream": "hazardous",
            "code": {"scheme": "cn-hw", "code": "336-054-17", "edition": "2021"},
            "name": "电镀污泥",
            "form": "semi_solid",
            "weight": {"kg": "100", "basis": "weighed"},
            "container": {"kind": "drum", "litres": "200"},
        }
        for name, value in changes.items():
            *parents, last = name.split("__")
            inside = fact
            for parent in parents:
                inside = inside[parent]
            inside[last] = value
        return {"id": str(new_id()), "occurred_at": clock.now().isoformat(), "fact": fact}

    async def rows(self) -> tuple[int, ...]:
        tables = ("custody_event", "batch", "manifest", "alias", "reach", "outbox")
        return tuple([await self.bay.pool.fetchval(f"select count(*) from {table}") for table in tables])

    async def refused(self, body: Any, path: str | None, code: str, status: int | None = None) -> None:
        """It is refused in four languages, at this path, and leaves no row behind."""
        before = await self.rows()
        said = set()
        for language in LANGUAGES:
            answer = await self.post(body, language)
            told = answer.json()
            assert 400 <= answer.status_code < 500, answer.text
            assert status in (None, answer.status_code), answer.text
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["content-language"] == language
            assert (code, path) in {(e["code"], e["path"] if path is not None else None) for e in told["errors"]}, told
            assert "{" not in told["detail"], told
            said.add(told["detail"])
        assert len(said) >= 3, said  # both Chinese scripts may agree on a short sentence
        assert await self.rows() == before


@pytest.fixture
async def edge(bay: Bay, client: httpx.AsyncClient) -> Edge:
    return Edge(bay, client, {"authorization": f"Bearer {await bay.token(bay.clerk)}"})


# --- values that make no sense -------------------------------------------------------------------------------

WEIGHTS = ["-1", "0", "0.0001", "1.2345", "NaN", "sNaN", "Infinity", "-Infinity", "1e999999", "50000001", "1E+30"]


async def test_absurd_weights(edge: Edge) -> None:
    for kg in WEIGHTS:
        await edge.refused(edge.drum(weight__kg=kg), "fact.weight.kg", "wrong_weight")


FAULTS: list[tuple[dict[str, Any], str | None, str | None]] = [
    ({"weight__kg": "heavy"}, "fact.weight.kg", "wrong_type"),
    ({"weight__kg": ""}, "fact.weight.kg", "wrong_type"),
    ({"weight__kg": True}, "fact.weight.kg", "wrong_type"),
    ({"weight__kg": None}, "fact.weight.kg", "wrong_type"),
    ({"weight__kg": ["1"]}, "fact.weight.kg", "wrong_type"),
    ({"weight": "100"}, "fact.weight", "wrong_type"),
    ({"weight": {"kg": "100"}}, "fact.weight.basis", "computed_from_volume"),
    ({"weight__basis": "guessed"}, "fact.weight.basis", "unknown_value"),
    ({"container__litres": "-200"}, "fact.container.litres", "wrong_container"),
    ({"container__litres": "NaN"}, "fact.container.litres", "wrong_container"),
    ({"container__count": 0}, "fact.container.count", "wrong_container"),
    ({"container__count": 10**30}, None, ""),
    ({"container__count": 1.5}, "fact.container.count", "wrong_type"),
    ({"site": "here"}, "fact.site", "wrong_type"),
    ({"site": str(new_id())}, "fact.site", "unknown_site"),
    ({"kind": "teleported"}, "fact.kind", "unknown_value"),
    ({"kind": 7}, "fact.kind", "wrong_type"),
    ({"nmae": "x"}, "fact.nmae", "unknown_field"),
    ({"weight__unit": "t"}, "fact.weight.unit", "unknown_field"),
    ({"stream": "gold"}, "fact.stream", "unknown_stream"),
    ({"form": "plasma"}, "fact.form", "unknown_form"),
    ({"code__code": "999-999-99"}, "fact.code.code", None),
    ({"code__code": "336-05"}, "fact.code.code", None),
    (
        {"code": {"scheme": "cn-sw", "code": "900-001-S17", "edition": "2024"}},
        "fact.code.code",
        "code_not_of_stream",
    ),
    ({"code__scheme": "hk-cw"}, "fact.code.code", None),
    ({"code__scheme": "xx"}, None, None),
    ({"name": ""}, "fact.name", "missing_field"),
]


async def test_a_fault_is_named_where_it_is(edge: Edge) -> None:
    for changes, path, code in FAULTS:
        body = edge.drum(**changes)
        if code:
            await edge.refused(body, path, code)
            continue
        before = await edge.rows()
        answer = await edge.post(body)
        assert 400 <= answer.status_code < 500, (changes, answer.text)
        assert path is None or path in {e["path"] for e in answer.json()["errors"]}, answer.text
        assert await edge.rows() == before


async def test_every_place_takes_only_its_own_type(edge: Edge) -> None:
    """Each value of a good event replaced by each wrong one: told at its path or below, or taken, never a 500."""
    wrong: list[Any] = [None, True, 0, -1, 1.5, 10**40, "", "x", [], [[]], {}, {"a": 1}, "\u202e", "💥" * 50]

    def places(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
        inner = [p for k, v in value.items() for p in places(v, (*path, k))] if isinstance(value, dict) else []
        return [path, *inner]

    for place in places(edge.drum()):
        for value in wrong:
            body: Any = edge.drum()
            if place:
                inside = body
                for name in place[:-1]:
                    inside = inside[name]
                inside[place[-1]] = value
            else:
                body = value
            before = await edge.rows()
            answer = await edge.post(body)
            assert answer.status_code < 500, (place, value, answer.text)
            if answer.status_code >= 400:
                assert answer.json()["code"]
                assert await edge.rows() == before, (place, value)


# --- time ----------------------------------------------------------------------------------------------------


async def test_times(edge: Edge) -> None:
    now = clock.now()
    ahead = (now + timedelta(hours=2)).isoformat()
    for moment, code in (
        (ahead, "in_the_future"),
        ("9999-12-31T23:59:59Z", "in_the_future"),
        (now.replace(tzinfo=None).isoformat(), "naive_time"),
        ("2026-13-01T00:00:00Z", "wrong_type"),
        ("yesterday", "wrong_type"),
        (1700000000, "wrong_type"),
    ):
        await edge.refused({**edge.drum(), "occurred_at": moment}, "occurred_at", code)


async def test_the_ends_of_time(edge: Edge) -> None:
    for moment in ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"]:
        answer = await edge.post({**edge.drum(), "occurred_at": moment})
        assert answer.status_code < 500, answer.text


# --- bytes that are no request ----------------------------------------------------------------------------------


BYTES: list[tuple[bytes, str | None, int | None]] = [
    (b"", "malformed", 400),
    (b"{", "malformed", 400),
    (b"[1,", "wrong_type", 422),
    (b"nonsense", "malformed", 400),
    (b"null", "wrong_type", 422),
    (b"7", "wrong_type", 422),
    (b'"text"', "wrong_type", 422),
    (b"[7]", "wrong_type", 422),
    (b"[[]]", "wrong_type", 422),
    (b"{}", "missing_field", 422),
    (b"[" * 100_000, "wrong_type", 422),
    (b'{"fact":' * 50_000 + b"1" + b"}" * 50_000, None, None),
    (b'{"fact": {"kind": "signed", "name": "\xff"}}', None, 400),
    (b'{"fact": {"kind": "signed", "name": "\\ud800"}}', "malformed", 400),
    (b'{"fact": {"kind": "signed", "name": "a\x00b"}}', "nul_byte", 422),
    (b'{"fact": {"kind": "signed", "name": "a\\u0000b"}}', "nul_byte", 422),
    (b"\x00", "nul_byte", 422),
    (b'{"fact": {"kind": "signed"}, "fact": {"kind": "x"}}', None, 422),
]


async def test_bytes_that_are_no_event(edge: Edge) -> None:
    for body, code, status in BYTES:
        if code:
            await edge.refused(body, "fact" if code == "missing_field" else None, code, status)
            continue
        answer = await edge.post(body)
        assert answer.status_code in ((status,) if status else range(400, 500)), (body[:60], answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_ten_megabytes(edge: Edge) -> None:
    await edge.refused(b'{"a": "' + b"x" * 10_000_000 + b'"}', "", "too_large", 413)


async def test_ten_megabytes_of_which_nobody_told_the_length(edge: Edge) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b" " * 65536

    answer = await edge.client.post(URL, content=chunks(), headers=edge.headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_thousand_and_one_events(edge: Edge) -> None:
    await edge.refused([edge.drum()] * 1001, "", "too_many", 413)


async def test_no_events_at_all(edge: Edge) -> None:
    answer = await edge.post([])
    assert (answer.status_code, answer.json()) == (200, {"outcomes": []})


async def test_another_content_type(edge: Edge) -> None:
    for kind in ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""]:
        answer = await edge.post(b"a=1", **{"content-type": kind})
        assert answer.status_code == 400, answer.text


async def test_a_bad_event_among_good_ones_leaves_nothing_of_itself(edge: Edge) -> None:
    answer = await edge.post([edge.drum(), edge.drum(weight__kg="-1"), edge.drum()])
    assert [x["status"] for x in answer.json()["outcomes"]] == ["recorded", "refused", "recorded"]
    assert (await edge.rows())[:2] == (2, 2)


# --- where else one may write ------------------------------------------------------------------------------------


async def test_addresses(edge: Edge) -> None:
    for path in [
        "/batches?limit=99999999999999999999",
        "/batches?limit=0",
        "/batches?limit=-1",
        "/batches?limit=ten",
        "/batches?before=not-a-uuid",
        "/batches?status=flying",
        "/batches/not-a-uuid",
        "/batches/%00",
        "/batches/%ff",
        "/numbers/%00",
        "/numbers/a%00b",
        "/catalog/codes?q=%00",
        "/catalog/codes?limit=99999999999999999999",
        "/organisations?after=@@@",
        "/organisations?after=bm90anNvbg",
        "/cases?severity=99",
        "/console/batches/not-a-uuid",
    ]:
        answer = await edge.client.get(path, headers=edge.headers)
        assert 400 <= answer.status_code < 500, answer.text


async def test_odd_but_harmless_addresses(edge: Edge) -> None:
    for path in ["/numbers/" + "9" * 5000, "/numbers/%F0%9F%92%A5", "/numbers/a%2Fb", "/catalog/codes?q=%ED%A0%80"]:
        assert (await edge.client.get(path, headers=edge.headers)).status_code < 500


async def test_a_step_that_is_none(edge: Edge) -> None:
    for seen in ["x", "*", '""', "-1", '"9999999999999999999999"', "¼", "１"]:
        batch = await edge.bay.batch()
        body = {
            **edge.drum(),
            "subject": str(batch),
            "fact": {"kind": "reweighed", "weight": {"kg": "1", "basis": "weighed"}},
        }
        answer = await edge.client.post(
            URL, content=json.dumps(body), headers={**edge.headers, "if-match": seen.encode()}
        )
        assert 400 <= answer.status_code < 500, answer.text


async def test_a_token_that_is_none(edge: Edge) -> None:
    for token in ["", "x", "\u00ff", "a" * 10_000, "a b"]:
        answer = await edge.client.get("/batches", headers={"authorization": b"Bearer " + token.encode()})
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_a_method_that_is_not_taken(edge: Edge) -> None:
    answer = await edge.client.delete("/batches", headers=edge.headers)
    assert (answer.status_code, answer.json()["code"]) == (405, "wrong_method")


async def test_a_refusal_is_told_in_the_accounts_own_language(edge: Edge) -> None:
    account = edge.bay.clerk.account
    await edge.bay.pool.execute("update account set language = 'pt' where id = $1", account)
    access.forget(account=account)
    answer = await edge.client.get(f"/batches/{new_id()}", headers=edge.headers)
    assert (answer.status_code, answer.headers["content-language"]) == (404, "pt")
    asked = await edge.client.get(f"/batches/{new_id()}?lang=en", headers=edge.headers)
    assert asked.headers["content-language"] == "en"


# --- what the law excludes ---------------------------------------------------------------------------------------


def load(edge: Edge, batch: object, **changes: Any) -> dict[str, Any]:
    bay = edge.bay
    fact = {
        "kind": "created",
        "consignor_site": str(bay.factory_site),
        "consignee_site": str(bay.plant_site),
        "carrier": str(bay.carrier),
        "lines": [{"batch": str(batch), "method": "cn_utilisation:R4"}],
        **changes,
    }
    return {"id": str(new_id()), "occurred_at": clock.now().isoformat(), "fact": fact}


async def test_a_code_that_the_receivers_permit_does_not_name(edge: Edge) -> None:
    batch = await edge.bay.batch(code=_code("900-041-49"), stream="hazardous")
    await edge.refused(load(edge, batch), "fact.consignee_site", "no_permit")


async def test_a_permit_that_has_expired(edge: Edge) -> None:
    bay = edge.bay
    today = clock.local_date(clock.now())
    await grant(bay.pool, bay.plant, bay.plant_site, today, code="HW49", until=today - timedelta(days=1), number="9")
    batch = await bay.batch(code=_code("900-041-49"))
    await edge.refused(load(edge, batch), "fact.consignee_site", "permit_expired")


async def test_a_wrong_plate(edge: Edge) -> None:
    for plate in ["B12345", "粤B1234I", "粤粤12345", "x" * 500, "粤B12345\u0007"]:
        batch = await edge.bay.batch()
        await edge.refused(load(edge, batch, plate=plate), "fact.plate", "wrong_plate")


async def test_a_wrong_check_digit(edge: Edge) -> None:
    code = "91440300000000099" + "A"
    admin = {"authorization": f"Bearer {await _administrator(edge.bay)}", "accept-language": "pt"}
    body = {"name": "x", "jurisdiction": "440300", "credit_code": code}
    answer = await edge.client.post("/organisations", json=body, headers=admin)
    assert answer.status_code == 422
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [("credit_code", "wrong_check_digit")]


def _code(code: str) -> Any:
    from manifests.life.model import Code

    return Code("cn-hw", code, "2021")


async def _administrator(bay: Bay) -> str:
    from tests.bay import ADMINISTRATOR
    from wasteflow.people.commands import make_token, open_accounts
    from wasteflow.people.model import Role
    from wasteflow.people.schemas import NewAccount, NewToken

    account = NewAccount(name="admin.edge", person="管理员", role=Role.ADMINISTRATOR)
    await open_accounts(bay.pool, ADMINISTRATOR, [account])
    return (await make_token(bay.pool, ADMINISTRATOR, NewToken(account=account.id, label="edge"))).secret


# --- addresses and methods -----------------------------------------------------------------------------------


async def test_the_address_of_an_errors_type_says_what_it_means(edge: Edge) -> None:
    """RFC 9457: who follows `type` finds the code explained, in the language of the answer."""
    for language in LANGUAGES:
        told = (await edge.post({}, language)).json()
        page, _, code = told["type"].partition("#")
        answer = await edge.client.get(page, headers={"accept-language": language})
        assert answer.status_code == 200
        assert f'<tr id="{code}">' in answer.text
        assert told["detail"] in answer.text
        assert "{" not in re.sub(r"<[^>]*>", "", answer.text)


async def test_head_answers_as_get_does_without_the_body(edge: Edge) -> None:
    for address in ("/healthz", "/catalog/codes?q=喷漆", "/console/sign-in", "/console", "/nowhere"):
        got, headed = await edge.client.get(address), await edge.client.head(address)
        assert (headed.status_code, headed.content) == (got.status_code, b"")
        assert headed.headers.get("content-type") == got.headers.get("content-type")
        assert headed.headers.get("content-length") == got.headers.get("content-length")
    assert (await edge.client.head(URL)).status_code == 405


async def test_how_a_value_has_to_be_written_is_told(edge: Edge) -> None:
    """Not only that it is wrong: the form stands in the sentence, whoever reads the body."""
    asked = {"from": "4403", "to": "810000", "stream": "hazardous"}
    answer = await edge.client.get("/catalog/regime", params=asked, headers={"accept-language": "en"})
    (told,) = answer.json()["errors"]
    assert (told["path"], told["code"]) == ("from", "wrong_form")
    assert "([0-9]{6}|abroad)" in told["message"]


def test_the_form_of_a_value_that_msgspec_reads_is_told() -> None:
    class Shape(msgspec.Struct):
        plate: Annotated[str, msgspec.Meta(pattern=r"^\d'x$")]

    with pytest.raises(Refusal) as refused:
        edge_.decoded(msgspec.json.Decoder(Shape), b'{"plate": "y"}')
    assert (refused.value.path, str(refused.value)) == (
        "plate", "This is not written as it has to be: ^\\d'x$."
    )  # fmt: skip
