"""The evidence of a case as one signed file, that is checked with nothing but the server's public keys.

A zip: `case.json` (the case and every step), `evidence/<alert>.json` (what each alert was raised on), `chain.json` (the
events of the loads it is about, with the devices' signatures and the server's receipts), `files/<digest>` (companies'
documents and inspectors' photos, named by the steps in `case.json`), `manifest.json` (the digest of
each file) and `manifest.jws` (the server's signature over it). The same case gives the same bytes but for the moment
it was made and the signature.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from manifests.signed import payload
from wasteflow.core import keys
from wasteflow.core.db import Connection
from wasteflow.people.model import Actor
from workers.anomalies.finding import digest
from workers.cases import queries
from workers.cases.files import ENDINGS
from workers.cases.model import CaseFile

FORMAT = "wasteflow-case-1"
LISTED, SIGNED = "manifest.json", "manifest.jws"
LONGEST = 200_000_000  # bytes, unpacked: what claims more is not unpacked
MOST_FILES = 2000
LONGEST_NAME = 200  # characters, as shown
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack everything at once, whatever they claim


async def pack(
    conn: Connection, case: CaseFile, actor: Actor, signing: keys.SigningKeys, now: datetime, extra: Mapping[str, bytes]
) -> bytes:
    """The bundle of a case, for who may see all of it. `extra`: files that go along, such as the printed sheet."""
    files = {"case.json": await _case(conn, case)}
    for one in await queries.evidence(conn, case=case.id):
        files[f"evidence/{one.alert}.json"] = _json(one)
    for sha256, kind, data in await queries.every_file(conn, case=case.id):
        files[f"files/{sha256}.{ENDINGS.get(kind, 'bin')}"] = data
    files["chain.json"] = _json([_event(row) for row in await queries.chain(conn, case=case.id)])
    files |= extra
    listed = {
        "format": FORMAT,
        "case": str(case.id),
        "reference": case.reference,
        "seq": case.seq,
        "made_at": now.isoformat(),
        "office": {"city": actor.city or "", "department": actor.department or ""},
        "files": [{"name": name, "sha256": _sha(data), "size": len(data)} for name, data in sorted(files.items())],
    }
    raw = keys.canonical(listed)
    signature = keys.sign(raw, signing.current()).encode()
    return _zip({LISTED: raw, SIGNED: signature, **dict(sorted(files.items()))}, now)


async def _case(conn: Connection, case: CaseFile) -> bytes:
    steps = await queries.steps(conn, case=case.id)
    told = [{**msgspec.to_builtins(s.event), "person": s.person, "company": s.company} for s in steps]
    return _json({"state": case, "events": told})


def _event(row: Any) -> dict[str, Any]:
    told = {n: row[n] for n in ("subject", "seq", "id", "kind", "occurred_at", "received_at", "account", "org")}
    told |= {"body": row["body"], "digest": row["digest"].hex()}
    if row["jws"] is None:
        return told
    signed = {n: row[n] for n in ("kid", "counter", "payload", "jws", "receipt", "jwk")}
    return {**told, "signature": {**signed, "digest": row["signed"].hex()}}


def _json(value: Any) -> bytes:
    return keys.canonical(msgspec.json.decode(msgspec.json.encode(value)))


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _zip(files: Mapping[str, bytes], now: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# --- on another machine ----------------------------------------------------------------------------------


@dataclass
class Checked:
    """What is to be thought of a bundle: `wrong` is empty where everything in it is as it was when it was signed."""

    reference: str = ""
    made_at: str = ""
    signer: str = ""
    files: int = 0
    signatures: int = 0
    wrong: list[str] = field(default_factory=list)


class _File(msgspec.Struct):
    name: str
    sha256: str
    size: int


class _Listed(msgspec.Struct):
    format: str
    case: str
    reference: str
    made_at: str
    files: list[_File]


def check(data: bytes, public: Sequence[keys.Key]) -> Checked:
    """Look at every byte of a bundle, with no network and no database. Never raises for what the file holds."""
    found = Checked()
    files = _unpacked(data, found)
    if files is None:
        return found
    listed = _listed(files, public, found)
    if listed is None:
        return found
    _compare(files, listed, found)
    if not found.wrong:
        _inside(files, {keys.kid(key): key for key in public}, found)
    return found


def _unpacked(data: bytes, found: Checked) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            names = [entry.filename for entry in entries]
            if len(set(names)) != len(names):
                found.wrong.append("a name stands in it twice")
                return None
            if len(names) > MOST_FILES or sum(entry.file_size for entry in entries) > LONGEST:
                found.wrong.append("it is larger than any bundle")
                return None
            if any(entry.compress_type not in PACKED for entry in entries):
                found.wrong.append("it is packed in a way no bundle is")
                return None
            return {entry.filename: _read(packed, entry) for entry in entries}
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError, RuntimeError, KeyError):
        found.wrong.append("it is no zip that can be read")
    except Exception as problem:  # a decompressor fed with anything raises its own errors
        found.wrong.append(f"it cannot be unpacked ({type(problem).__name__})")
    return None


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What an entry holds. No more is unpacked than it claims, which the whole was measured by."""
    with packed.open(entry) as file:
        return file.read(entry.file_size + 1)


def _named(name: str) -> str:
    """A name as it may be shown: whoever made the file chose it, and a terminal obeys what it prints."""
    shown = name if name.isprintable() else ascii(name)
    return shown if len(shown) <= LONGEST_NAME else f"{shown[:LONGEST_NAME]}…"


def _listed(files: Mapping[str, bytes], public: Sequence[keys.Key], found: Checked) -> _Listed | None:
    if LISTED not in files or SIGNED not in files:
        found.wrong.append("it is no bundle: its list or signature is missing")
        return None
    try:
        jws = files[SIGNED].decode("ascii")
        kid = str(keys.header_of(jws).get("kid"))
        key = next(k for k in public if keys.kid(k) == kid)
        keys.verify(jws, files[LISTED], key)
        listed = msgspec.json.decode(files[LISTED], type=_Listed)
    except StopIteration:
        found.wrong.append("it is signed by a key that is not among those given")
        return None
    except (ValueError, msgspec.DecodeError):
        found.wrong.append("its list is not what was signed")
        return None
    if listed.format != FORMAT:
        found.wrong.append(f"its format is unknown: {listed.format[:40]}")
        return None
    found.reference, found.made_at, found.signer, found.files = listed.reference, listed.made_at, kid, len(listed.files)
    return listed


def _compare(files: Mapping[str, bytes], listed: _Listed, found: Checked) -> None:
    named = {f.name: f for f in listed.files}
    for name in sorted(named.keys() - files.keys()):
        found.wrong.append(f"{_named(name)} is missing")
    for name in sorted(files.keys() - named.keys() - {LISTED, SIGNED}):
        found.wrong.append(f"{_named(name)} was put in")
    for name in sorted(named.keys() & files.keys()):
        if _sha(files[name]) != named[name].sha256:
            found.wrong.append(f"{_named(name)} was altered")


def _inside(files: Mapping[str, bytes], public: Mapping[str, keys.Key], found: Checked) -> None:
    """Whether what it holds agrees with itself: evidence with its digest, events with what devices signed."""
    state = msgspec.json.decode(files["case.json"])["state"]
    for alert in state["alerts"]:
        frozen = msgspec.json.decode(files.get(f"evidence/{alert['alert']}.json", b"null"))
        if frozen is None or digest(frozen["evidence"]) != alert["sha256"]:
            found.wrong.append(f"the evidence of alert {alert['alert']} is not what it was raised on")
    for name, data in files.items():
        if name.startswith("files/") and name[6:70] != _sha(data):
            found.wrong.append(f"{name} is not the file that its step names")
    for event in msgspec.json.decode(files["chain.json"]):
        if signature := event.get("signature"):
            found.signatures += 1
            if why := _signed(event, signature, public):
                found.wrong.append(f"event {event['id']}: {why}")


def _signed(event: Mapping[str, Any], signature: Mapping[str, Any], public: Mapping[str, keys.Key]) -> str:
    raw = signature["payload"].encode()
    try:
        key = keys.public_key(signature["jwk"])
        if keys.kid(key) != signature["kid"]:
            return "the device's key is another"
        keys.verify(signature["jws"], raw, key)
    except ValueError:
        return "the device did not sign this"
    receipt = payload.receipt(
        subject=UUID(event["subject"]),
        id=UUID(event["id"]),
        seq=event["seq"],
        received_at=msgspec.convert(event["received_at"], datetime),
        digest=bytes.fromhex(event["digest"]),
        body=event["body"].encode(),
        signed=bytes.fromhex(signature["digest"]),
    )
    try:
        server = public.get(str(keys.header_of(signature["receipt"]).get("kid")))
        if server is None:
            return "its receipt is signed by a key that is not among those given"
        keys.verify(signature["receipt"], keys.canonical(receipt), server)
    except keys.NotSigned:
        return "differs from what the server stored"
    return ""
