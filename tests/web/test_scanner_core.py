"""The scanner's core against the server's own reading of the same bytes: canonical JSON, ids, keys, signatures, sealed
codes. The TypeScript runs in the Node that builds it."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.phone import Phone, canonical
from wasteflow.core import keys
from wasteflow.core.settings import Settings
from wasteflow.people.devices import codes

WEB = Path(__file__).parents[2] / "wasteflow/web"
CORE = WEB / "scanner/src/core"
NODE = Path(__file__).parents[2] / ".venv/bin"


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The modules of the core as one that Node can load."""
    folder = tmp_path_factory.mktemp("core")
    entry = folder / "entry.ts"
    names = ("canonical", "bytes", "ids", "keys", "enrol", "sealing")
    entry.write_text("".join(f'export * from "{CORE / name}";\n' for name in names))
    bundle = folder / "core.mjs"
    _run(str(WEB / "node_modules/.bin/esbuild"), str(entry), "--bundle", "--format=esm", f"--outfile={bundle}")
    return bundle


def _run(*command: str, said: str = "") -> str:
    path = f"{NODE}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "NODE_PATH": str(WEB / "node_modules")}
    done = subprocess.run(command, input=said, capture_output=True, text=True, env=env, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(core: Path, script: str, given: Any = None) -> Any:
    """What a script makes of `given`; it finds the core's exports in `core`."""
    program = (
        f"const core = await import({json.dumps(str(core))});"
        "let text = ''; for await (const part of process.stdin) text += part;"
        f"const given = JSON.parse(text); console.log(JSON.stringify(await (async () => {{ {script} }})()));"
        "process.exit();"  # the channel to other windows would keep it waiting
    )
    return json.loads(_run("node", "--input-type=module", "-e", program, said=json.dumps(given)))


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
FACTS = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=3, phases=[Phase.generate])
@given(st.lists(FACTS, min_size=150, max_size=150))
def test_json_has_the_servers_one_spelling(core: Path, values: list[Any]) -> None:
    script = "return given.map((value) => new TextDecoder().decode(core.canonical(value)));"
    assert ask(core, script, values) == [rfc8785.dumps(value).decode() for value in values]


def test_what_has_no_spelling_is_refused(core: Path) -> None:
    script = """return [NaN, Infinity, '\\ud800'].map((v) => {
        try { core.canonical({v}); return false } catch { return true }
    })"""
    assert ask(core, script) == [True, True, True]


@pytest.mark.parametrize("algorithm", ["Ed25519", "ES256"])
def test_a_signature_of_the_phone_is_one_of_the_test_phone(core: Path, algorithm: str) -> None:
    """Its key id, header and bytes are those that tests/phone.py makes; the server finds the signature right."""
    script = """
        const real = crypto.subtle.generateKey.bind(crypto.subtle);
        if (given.algorithm === "ES256") crypto.subtle.generateKey = async (kind, ...rest) => {
            if (kind.name === "Ed25519") throw new DOMException("NotSupportedError");
            return real(kind, ...rest);
        };
        const key = await core.makeKey(), payload = core.canonical(given.said);
        let readable = true;
        try { await crypto.subtle.exportKey("jwk", key.secret) } catch { readable = false }
        const { kid, jwk, algorithm } = key;
        return { kid, jwk, algorithm, readable, jws: await core.sign(key, payload) };"""
    said = {"subject": "x", "counter": 1, "previous": None, "fact": {"kind": "departed", "plate": "粤B12345"}}
    made = ask(core, script, {"algorithm": algorithm, "said": said})
    public = keys.public_key(made["jwk"])
    assert (made["algorithm"], made["kid"], made["readable"]) == (algorithm, keys.kid(public), False)
    keys.verify(made["jws"], canonical(said), public)
    with pytest.raises(keys.NotSigned):
        keys.verify(made["jws"], canonical({**said, "counter": 2}), public)
    ours = Phone(ed25519=algorithm == "Ed25519")
    assert made["jwk"].keys() == ours.jwk.keys()
    header = made["jws"].split(".")[0]
    assert ours.sign(b"").split(".")[0][:20] == header[:20]


def test_ids_sort_by_the_time_they_were_made(core: Path) -> None:
    made = ask(
        core, "return Array.from({ length: 300 }, (_, n) => core.newId(1_764_000_000_000 + Math.floor(n / 100)))"
    )
    assert made == sorted(made)
    assert len(set(made)) == 300
    assert {(UUID(one).version, UUID(one).variant) for one in made} == {(7, "specified in RFC 4122")}
    assert {UUID(one).int >> 80 for one in made} >= {1_764_000_000_000, 1_764_000_000_002}


def test_a_code_is_meant_alike_on_both_sides(core: Path) -> None:
    typed = ["7k2m-9qxd", "o1il 0000", "７Ｋ２Ｍ－９ＱＸＤ", " 7K2M 9QXD "]
    assert ask(core, "return given.map(core.meant)", typed) == [codes.meant(one) for one in typed]


def test_digests_are_spelled_as_the_server_spells_them(core: Path) -> None:
    script = "return core.hex(await core.sha256(core.utf8(given)))"
    assert ask(core, script, "粤B12345") == hashlib.sha256("粤B12345".encode()).hexdigest()


def test_a_sealed_code_is_opened_by_the_server_alone(core: Path, test_settings: Settings) -> None:
    signing = keys.signing_keys(test_settings)
    (public,) = (one for one in signing.jwks()["keys"] if one["use"] == "enc")
    script = "return core.sealed(core.canonical(given.within), given.key)"
    within = {"code": "271828", "event": "019ab697-e800-7f2d-9492-40915c857711"}
    made = ask(core, script, {"within": within, "key": public})
    assert json.loads(signing.opened(made)) == within
    assert "271828" not in made
    with pytest.raises(keys.NotSealed):
        signing.opened(made[:-2] + ("AA" if made[-2:] != "AA" else "BB"))
