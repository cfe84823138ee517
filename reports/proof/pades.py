"""The signature in a PDF: PAdES (ETSI EN 319 142-1, baseline B), over every byte but its own.

pyHanko sets it, as an increment after the file that was drawn: those bytes stay as they were. Looking at one needs no
PDF reader, which hostile files are made for: the one signature covers the file from end to end, so that either the
bytes are those we signed, or nothing in them is to be believed.
"""

import hashlib
import re
from datetime import datetime, timedelta
from io import BytesIO

from asn1crypto import algos, cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from msgspec import Struct
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reports.proof.certificate import Known, Signer, verified

FIELD = "wasteflow"
_ROOM = 16384  # hexadecimal digits of the signature, with its certificates
_RANGE = re.compile(rb"/ByteRange ?\[ ?(\d{1,10}) (\d{1,10}) (\d{1,10}) (\d{1,10}) ?\]")
_NUMBER = re.compile(rb"\((WF-[A-Z0-9-]{4,80})\)")
_MOMENT = re.compile(rb"/M ?\(D:(\d{14})([+Z-])(?:(\d\d)'(\d\d)')?\)")
_SIGNS_BY = (
    algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
)
_ESCAPE = re.compile(rb"\\([0-3][0-7]{2})")
_CLAIMS = re.compile(rb"WF-[A-Z0-9]{1,6}-|/wasteflow|\(wasteflow\)")


class Altered(Exception):
    """It says that it is ours, and is not as we signed it."""


class NotOurs(Exception):
    """Nothing in it says that it is ours."""


class Signed(Struct, frozen=True):
    """What a signature that holds says."""

    number: str
    signed_at: datetime


def sign(content: bytes, by: Signer, *, number: str) -> bytes:
    """The file with our signature behind it, which names the document's number and the moment."""
    first, *rest = (_asn1(c) for c in by.chain)
    key = by.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    known = SimpleCertificateStore.from_certs(rest)  # type: ignore[no-untyped-call]
    signer = signers.SimpleSigner(first, asn1_keys.PrivateKeyInfo.load(key), known)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=number
    )
    pdf = signers.PdfSigner(meta, signer)
    out = pdf.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), bytes_reserved=_ROOM)
    return bytes(out.getvalue())


def look(content: bytes, known: Known) -> Signed:
    """What our signature says of these bytes. Raises Altered, NotOurs."""
    if not content.startswith(b"%PDF-") or not _CLAIMS.search(content):
        raise NotOurs
    found = list(_RANGE.finditer(content))
    if len(found) != 1:
        raise Altered
    start, before, resumes, after = (int(part) for part in found[0].groups())
    if start or before >= resumes or resumes + after != len(content):
        raise Altered
    try:
        container = _unpadded(content[before:resumes])
        _check(container, hashlib.sha256(content[:before] + content[resumes:]).digest(), known)
    except Exception:  # a decoder fed with anything raises anything; all of it means the same
        raise Altered from None
    behind = _unescaped(content[resumes:])
    number, moment = _NUMBER.search(behind), _MOMENT.search(behind)
    if number is None or moment is None:
        raise Altered
    return Signed(number[1].decode(), _moment(moment))


def _unescaped(string: bytes) -> bytes:
    """PDF's strings with their octal escapes read."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 8)]), string)


def _moment(written: re.Match[bytes]) -> datetime:
    """A moment as PDF writes it: D:20261103091000+08'00'."""
    digits, sign_, hours, minutes = ((part or b"0").decode() for part in written.groups())
    ahead = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign_ == "-" else 1)
    return datetime.strptime(f"{digits}+0000", "%Y%m%d%H%M%S%z") - ahead


def _unpadded(written: bytes) -> bytes:
    """The DER between the angle brackets; behind it zeros only, and no other way to write it."""
    if written[:1] != b"<" or written[-1:] != b">" or written[1:-1] != written[1:-1].upper():
        raise ValueError
    raw = bytes.fromhex(written[1:-1].decode("ascii"))
    container = cms.ContentInfo.load(raw)
    der = raw[: len(container.dump())]
    if raw[len(der) :].strip(b"\0"):
        raise ValueError
    return der


def _check(der: bytes, digest: bytes, known: Known) -> None:
    """Raises ValueError where not every part is as we write it."""
    data = cms.ContentInfo.load(der)["content"]
    (info,) = data["signer_infos"]
    certificates = [x509.load_der_x509_certificate(c.chosen.dump()) for c in data["certificates"]]
    mine = next((c for c in certificates if known.mine(c)), None)
    attributes = {a["type"].native: a["values"] for a in info["signed_attrs"]}
    signed = b"\x31" + info["signed_attrs"].dump()[1:]  # as a SET, which is what was signed (RFC 5652, 5.4)
    right = (
        mine is not None
        and attributes["message_digest"][0].native == digest
        and attributes["content_type"][0].native == "data"
        and verified(mine.public_key(), info["signature"].native, signed)
        and _written(data, info, mine) == der
    )
    if not right:
        raise ValueError


def _written(data: cms.SignedData, info: cms.SignerInfo, mine: x509.Certificate) -> bytes:
    """The container as we write one of these certificates, attributes and signature: not one byte of it is free."""
    named = _asn1(mine)
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    one = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": named.issuer, "serial_number": named.serial_number}
                    )
                }
            ),
            "digest_algorithm": sha256,
            "signed_attrs": cms.CMSAttributes.load(b"\x31" + info["signed_attrs"].dump()[1:]),
            "signature_algorithm": _SIGNS_BY[isinstance(mine.public_key(), rsa.RSAPublicKey)],
            "signature": info["signature"].native,
        }
    )
    whole = {
        "version": "v1",
        "digest_algorithms": cms.DigestAlgorithms((sha256,)),
        "encap_content_info": {"content_type": "data"},
        "certificates": data["certificates"],
        "signer_infos": [one],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(whole)}).dump())


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
