"""The evidence bundle on another machine: only the server's public keys, no network, no database."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.workers.cases.conftest import Desk
from wasteflow.cli import wasteflow
from wasteflow.core import clock, keys
from workers.cases import bundle
from workers.cases import events as e

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> keys.SigningKeys:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    keys.write_new(path)
    return keys._read(path)


@pytest.fixture
async def packed(desk: Desk, signing: keys.SigningKeys) -> bytes:
    await desk.step(desk.bay.regulator, e.Confirmed(reason="现场称重"))
    await desk.step(desk.bay.regulator, e.Passed(department="police", reason="涉嫌倾倒"))
    async with desk.pool.acquire() as conn:
        case = await desk.now()
        return await bundle.pack(conn, case, desk.police, signing, clock.now(), {})


def public(signing: keys.SigningKeys) -> list[keys.Key]:
    return [keys.public_key(keys.public_jwk(key)) for key in signing.keys]


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zipped(content: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, data in content.items():
            packed.writestr(name, data)
    return out.getvalue()


async def test_it_holds_the_case_its_evidence_and_the_chain_and_verifies(
    packed: bytes, signing: keys.SigningKeys, desk: Desk
) -> None:
    found = bundle.check(packed, public(signing))
    assert (found.wrong, found.reference) == ([], (await desk.now()).reference)
    held = files(packed)
    said = json.loads(held["case.json"])
    assert [x["fact"]["kind"] for x in said["events"]] == ["alerted", "confirmed", "passed"]
    assert [x["person"] for x in said["events"]] == [None, "周监管", "周监管"]
    chain = json.loads(held["chain.json"])
    assert {"generated", "created", "weighed", "departed"} <= {x["kind"] for x in chain}
    assert sum(name.startswith("evidence/") for name in held) == len(said["state"]["alerts"]) == 1


async def test_the_police_check_it_by_the_command_with_only_the_public_keys(
    packed: bytes, signing: keys.SigningKeys, tmp_path: Path
) -> None:
    (tmp_path / "bundle.zip").write_bytes(packed)
    (tmp_path / "jwks.json").write_text(json.dumps(signing.jwks()))
    asked = ["verify", str(tmp_path / "bundle.zip"), "--keys", str(tmp_path / "jwks.json")]
    told = CliRunner().invoke(wasteflow, asked)
    assert (told.exit_code, "as it was signed" in told.output) == (0, True), told.output
    content = files(packed)
    content["case.json"] = content["case.json"].replace(b"confirmed", b"dismissed")
    (tmp_path / "bundle.zip").write_bytes(zipped(content))
    told = CliRunner().invoke(wasteflow, asked)
    assert (told.exit_code, "case.json was altered" in told.output) == (1, True), told.output


def _evidence(content: dict[str, bytes]) -> None:
    name = next(n for n in content if n.startswith("evidence/"))
    content[name] = content[name].replace(b"800", b"990")


def _dropped(content: dict[str, bytes]) -> None:
    del content["chain.json"]


def _added(content: dict[str, bytes]) -> None:
    content["evidence/more.json"] = b"{}"


def _relisted(content: dict[str, bytes]) -> None:
    """Whoever alters a file and its digest in the list cannot sign the list."""
    content["manifest.json"] = content["manifest.json"].replace(b'"seq":3', b'"seq":4')


def _unsigned(content: dict[str, bytes]) -> None:
    del content["manifest.jws"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_evidence, "was altered"),
        (_dropped, "chain.json is missing"),
        (_added, "evidence/more.json was put in"),
        (_relisted, "its list is not what was signed"),
        (_unsigned, "its list or signature is missing"),
    ],
)
async def test_what_was_done_to_it_is_told(
    packed: bytes, signing: keys.SigningKeys, spoil: Callable[[dict[str, bytes]], None], said: str
) -> None:
    content = files(packed)
    spoil(content)
    wrong = bundle.check(zipped(content), public(signing)).wrong
    assert any(said in why for why in wrong), wrong


async def test_another_servers_signature_is_not_this_ones(packed: bytes, tmp_path: Path) -> None:
    keys.write_new(tmp_path / "other.json")
    other = keys._read(tmp_path / "other.json")
    assert bundle.check(packed, public(other)).wrong == ["it is signed by a key that is not among those given"]


async def test_evidence_that_the_server_itself_altered_is_told(desk: Desk, signing: keys.SigningKeys) -> None:
    """A database's owner who changes evidence and signs anew is found by the digest the case knows."""
    async with desk.pool.acquire() as conn:
        data = await bundle.pack(conn, await desk.now(), desk.bay.regulator, signing, clock.now(), {})
    content = files(data)
    name = next(n for n in content if n.startswith("evidence/"))
    content[name] = content[name].replace(b"800", b"990")
    listed = json.loads(content["manifest.json"])
    for one in listed["files"]:
        if one["name"] == name:
            one["sha256"], one["size"] = bundle._sha(content[name]), len(content[name])
    content["manifest.json"] = keys.canonical(listed)
    content["manifest.jws"] = keys.sign(content["manifest.json"], signing.current()).encode()
    (why,) = bundle.check(zipped(content), public(signing)).wrong
    assert "is not what it was raised on" in why


@pytest.mark.parametrize("junk", [b"", b"PK", b"not a zip", zipped({"a": b"b"})], ids=range(4))
def test_junk_is_told_and_breaks_nothing(junk: bytes, signing: keys.SigningKeys) -> None:
    assert bundle.check(junk, public(signing)).wrong


async def test_of_every_altered_byte_what_it_changed_is_told(packed: bytes, signing: keys.SigningKeys) -> None:
    """Bytes of the envelope that hold nothing (a time, an attribute) change nothing of what is inside."""
    content = files(packed)
    for at in range(0, len(packed), 97):
        spoiled = bytearray(packed)
        spoiled[at] ^= 1
        assert bundle.check(bytes(spoiled), public(signing)).wrong or files(bytes(spoiled)) == content, at


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "../../etc/passwd was put in"),
        ("/root/.profile", "/root/.profile was put in"),
        ("C:\\windows\\x.exe", "was put in"),
        ("a\x1b[2Jcase as it was signed", "'a\\x1b[2Jcase as it was signed' was put in"),
        ("\u202egpj.exe", "'\\u202egpj.exe' was put in"),
        ("n" * 5000, f"{'n' * 200}… was put in"),
    ],
    ids=range(6),
)
async def test_a_name_that_somebody_chose_is_shown_and_never_obeyed(
    packed: bytes, signing: keys.SigningKeys, tmp_path: Path, name: str, shown: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bundle.zip").write_bytes(zipped(files(packed) | {name: b"x"}))
    (tmp_path / "jwks.json").write_text(json.dumps(signing.jwks()))
    asked = ["verify", str(tmp_path / "in" / "bundle.zip"), "--keys", str(tmp_path / "jwks.json")]
    told = CliRunner().invoke(wasteflow, asked)
    assert (told.exit_code, shown in told.output) == (1, True), told.output
    assert "\x1b" not in told.output
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["bundle.zip"]


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_claims_little_and_unpacks_to_much_is_not_unpacked(signing: keys.SigningKeys, packing: int) -> None:
    """Forty megabytes of nothing under a claim of ten bytes, in the directory and before the data."""
    honest = zipped({"case.json": bytes(40_000_000)}, packing)
    claimed = (40_000_000).to_bytes(4, "little")
    assert honest.count(claimed) == 2
    tracemalloc.start()
    wrong = bundle.check(honest.replace(claimed, (10).to_bytes(4, "little")), public(signing)).wrong
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert wrong
    assert most < 10_000_000


@pytest.mark.parametrize("many", [0, 1])
def test_a_zip_that_claims_too_much_is_told_unread(signing: keys.SigningKeys, many: int) -> None:
    content = {f"{n}": b"" for n in range(bundle.MOST_FILES + 1)} if many else {"a": bytes(bundle.LONGEST + 1)}
    data = zipped(content, zipfile.ZIP_DEFLATED)
    assert bundle.check(data, public(signing)).wrong == ["it is larger than any bundle"]


def test_two_files_of_one_name_are_told(signing: keys.SigningKeys) -> None:
    data = zipped({"case.json": b"one", "base.json": b"other"}).replace(b"base.json", b"case.json")
    assert bundle.check(data, public(signing)).wrong == ["a name stands in it twice"]
