"""A scanned code in the browser: judged there by kept keys, compared with the record, and never fooled.

`SHOTS=folder` keeps pictures.
"""

import json
import os
import random
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from manifests.codes import issuing, signed_qr
from manifests.codes.signed_qr import Known, encoded
from manifests.life import batch_events as b
from manifests.life.model import Basis, Manifest, Weight
from tests.bay import Bay
from tests.manifests.codes.test_signed_qr import KEY as SIGNER
from tests.manifests.codes.test_signed_qr import KEYS, LABEL, NOW, OTHER, SHEET, altered, written
from tests.manifests.scans.test_scans import batch_of
from wasteflow.core import clock, keys
from wasteflow.core.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS")
JUDGE = """async ({jwks, texts, now, known}) => {
    const { judge, knownKeys } = await import("/static/vendor/verify.js");
    const keys = await knownKeys(jwks);
    const learnt = (number) => known[number] && { ...known[number], revokedAt: known[number].revokedAt || null };
    const told = [];
    for (const text of texts) {
        const { verdict, says } = await judge(text, { keys, now: new Date(now), known: learnt });
        told.push([verdict, says ? says.kg : null, says ? says.state : null, says ? says.consignor || "" : null]);
    }
    return told;
}"""
JWKS = {"keys": [keys.public_jwk(SIGNER)]}
# As Chrome before 137 and Firefox before 129 answer.
NO_ED25519 = """(() => {
    const real = SubtleCrypto.prototype.importKey;
    SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
        const name = algorithm.name || algorithm;
        if (name === "Ed25519") return Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"));
        return real.call(this, format, key, algorithm, ...rest);
    };
})()"""


@pytest.fixture
async def stranger(browser: Browser, address: str) -> Page:
    context = await browser.new_context(base_url=address, viewport={"width": 360, "height": 740}, locale="zh-Hans")
    context.set_default_timeout(10_000)
    return await context.new_page()


def here(text: str) -> str:
    """The same code, opened where the browser has no network to wait for."""
    parts = urlsplit(text)
    return f"{parts.path}#{parts.fragment}"


async def label(bay: Bay, address: str, folder: Path, id: object) -> str:
    settings = Settings(data_dir=folder, public_url=address)
    return issuing.issuer(settings, clock.now()).text(issuing.of_batch(await batch_of(bay, id), clock.now()))


async def keep(page: Page, name: str) -> None:
    if not SHOTS:
        return
    for width in (360, 1280):
        await page.set_viewport_size({"width": width, "height": 740})
        await page.screenshot(path=Path(SHOTS) / f"qr-{name}-{width}.png", full_page=True)
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_the_page_tells_what_a_label_says_and_what_holds_now(
    bay: Bay, address: str, tmp_path: Path, stranger: Page
) -> None:
    id = await bay.batch("200")
    text = await label(bay, address, tmp_path, id)
    await stranger.goto(here(text))
    panel = stranger.locator("[data-qr]")
    await expect(panel).to_have_attribute("data-verdict", "genuine")
    await expect(panel.locator(".qr-facts")).to_have_count(2)
    await keep(stranger, "genuine")
    await bay.tell(bay.clerk, b.Reweighed(Weight(Decimal(190), Basis.WEIGHED)), id)
    await stranger.reload()
    await expect(panel).to_have_attribute("data-verdict", "older")
    await expect(panel).to_contain_text("190 kg")
    await keep(stranger, "older")
    await stranger.goto("about:blank")
    await stranger.goto(here(text[:-3] + ("000" if text[-3:] != "000" else "111")))
    await expect(panel).to_have_attribute("data-verdict", "altered")
    await expect(panel.locator(".qr-facts")).to_have_count(0)
    await keep(stranger, "altered")
    await stranger.goto(here(text).partition("#")[0])
    await expect(panel).to_have_attribute("data-verdict", "unsigned")


async def test_with_no_signal_the_kept_keys_answer(bay: Bay, address: str, tmp_path: Path, stranger: Page) -> None:
    """The page is open already, as the scanner's would be; the server is gone."""
    text = await label(bay, address, tmp_path, await bay.batch("200"))
    await stranger.goto(here(text))
    panel = stranger.locator("[data-qr]")
    await expect(panel.locator(".qr-facts")).to_have_count(2)
    await stranger.route("**/qr/checks", lambda route: route.abort())
    await stranger.route("**/jwks.json", lambda route: route.abort())
    await stranger.reload()
    await expect(panel).to_have_attribute("data-verdict", "genuine")
    await expect(panel.locator(".qr-facts")).to_have_count(1)
    await expect(panel).to_contain_text("没有信号")
    await keep(stranger, "no-signal")
    await stranger.evaluate("localStorage.clear()")
    await stranger.reload()
    await expect(panel).to_have_attribute("data-verdict", "unchecked")
    await expect(panel.locator("button")).to_have_text("联网验证")
    await keep(stranger, "unchecked")


async def test_a_place_is_told_only_by_pressing(bay: Bay, address: str, tmp_path: Path, stranger: Page) -> None:
    text = await label(bay, address, tmp_path, await bay.batch("200"))
    await stranger.context.grant_permissions(["geolocation"], origin=address)
    await stranger.context.set_geolocation({"latitude": 22.5534, "longitude": 113.9021})
    await stranger.goto(here(text))
    await expect(stranger.locator("[data-qr] .qr-facts")).to_have_count(2)
    assert [r["place"] for r in await bay.pool.fetch("select place from code_scan")] == [""]
    await stranger.click(".qr-place button")
    await expect(stranger.locator(".qr-place")).to_contain_text("谢谢")
    places = {r["place"] for r in await bay.pool.fetch("select place from code_scan")}
    assert places == {"", "22.55 113.90"}


async def test_the_sheet_of_a_manifest_says_its_parties(bay: Bay, address: str, tmp_path: Path, stranger: Page) -> None:
    manifest = await bay.on_the_road(await bay.batch("200"))
    settings = Settings(data_dir=tmp_path, public_url=address)
    state = await bay.pool.fetchval("select state::text from manifest where id = $1", manifest)
    load = msgspec.json.decode(state, type=Manifest)
    text = issuing.issuer(settings, clock.now()).text(issuing.of_manifest(load, clock.now()))
    await stranger.goto(here(text))
    panel = stranger.locator("[data-qr]")
    await expect(panel).to_have_attribute("data-verdict", "genuine")
    await expect(panel).to_contain_text(load.consignor.name)
    await expect(panel).to_contain_text("336-054-17 200 kg")
    await expect(panel.locator(".qr-facts")).to_have_count(2)
    await keep(stranger, "manifest")


def tampered() -> list[str]:
    """Every altered byte, another key, a name borrowed, forms to come, and what is none of ours."""
    texts = [
        written(),
        written(SHEET),
        written(key=OTHER),
        written(key=OTHER, key_id=b"\1\2\3\4"),
        "?",
        "HTTPS://A/L/1",
    ]
    for said in (LABEL, SHEET):
        raw = signed_qr.decoded(written(said).partition("#")[2])
        head = written(said).partition("#")[0]
        texts += [f"{head}#{encoded(raw[:n] + bytes([raw[n] ^ 1]) + raw[n + 1 :])}" for n in range(len(raw))]
        for body in (bytes([0x21]) + raw[1:-64], raw[:-64] + b"\0", raw[:-65]):
            letter = "L" if said is LABEL else "M"
            signature = SIGNER.private_key.sign(signed_qr.message(letter, said.number, body))
            texts.append(f"{head}#{encoded(body + signature)}")
    return texts


def at_random(count: int) -> list[str]:
    """Texts altered by chance; never one that is as it was."""
    chance = random.Random(2026)
    whole = [written(), written(SHEET)]
    made = (
        altered(whole[n % 2], whole[n % 2].rindex("/", 0, whole[n % 2].index("#")) + 1, chance) for n in range(count)
    )
    return [text for text in made if text not in whole]


@pytest.mark.parametrize("phone", ["new", "old"])
async def test_the_browser_judges_as_the_server_does(bay: Bay, stranger: Page, phone: str) -> None:
    """Also where WebCrypto has no Ed25519: older and revoked, expired and altered, six hundred at random."""
    assert bay
    if phone == "old":
        await stranger.add_init_script(NO_ED25519)
    texts = tampered() + at_random(600 if phone == "new" else 60)
    await stranger.goto("/console/sign-in")
    later, newer, ended = NOW.replace(year=2028), {LABEL.number: Known(9)}, {LABEL.number: Known(9, NOW)}
    cases: list[tuple[datetime, dict[str, Known]]] = [(NOW, {}), (later, {}), (NOW, newer), (NOW, ended)]
    for moment, known in cases:
        asked = {
            "jwks": JWKS,
            "texts": texts,
            "now": moment.isoformat(),
            "known": {number: {"seq": k.seq, "revokedAt": str(k.revoked_at or "")} for number, k in known.items()},
        }
        told = await stranger.evaluate(JUDGE, json.loads(json.dumps(asked)))
        for text, (verdict, kg, state, consignor) in zip(texts, told, strict=True):
            answer = signed_qr.judge(text, keys=KEYS, now=moment, known=known)
            said = answer.said
            mine = (answer.verdict.value, said and float(said.kg), said and said.state, said and said.consignor)
            assert (verdict, kg, state, consignor) == mine, text
    loaded = await stranger.evaluate("performance.getEntriesByType('resource').map((r) => r.name)")
    assert any("verify-ed25519" in name for name in loaded) == (phone == "old")


async def test_of_ten_thousand_random_alterations_the_browser_accepts_none(bay: Bay, stranger: Page) -> None:
    assert bay
    await stranger.goto("/console/sign-in")
    texts = at_random(10_000)
    told = await stranger.evaluate(JUDGE, {"jwks": JWKS, "texts": texts, "now": NOW.isoformat(), "known": {}})
    accepted = [
        text for text, (verdict, kg, *_) in zip(texts, told, strict=True) if verdict == "genuine" or kg is not None
    ]
    assert accepted == []
    assert len(texts) > 9_900
