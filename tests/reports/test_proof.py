"""A paper proves itself: genuine as it left, altered by one byte, superseded by a later one, unknown from elsewhere."""

import random
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from manifests.life import events as e
from manifests.life.model import Basis, Weight
from reports.documents import monthly_city
from reports.proof import certificate, checking, pades
from reports.proof.model import Verdict
from tests.bay import Bay
from tests.reports.facts import monthly
from tests.reports.test_http import signed_in
from wasteflow.cli import wasteflow
from wasteflow.core.settings import Settings

pytestmark = pytest.mark.anyio
NUMBER = monthly().number("en")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return monthly_city.draw(monthly(), "en")


@pytest.fixture(scope="module")
def paper(house: Settings, drawn: bytes) -> bytes:
    return pades.sign(drawn, certificate.signer(house), number=NUMBER)


def verdict(content: bytes, settings: Settings) -> Verdict:
    return checking.offline(content, certificate.known(settings)).verdict


# --- the signature -----------------------------------------------------------------------------------------


def test_the_bytes_before_the_signature_are_those_that_were_drawn(house: Settings, drawn: bytes, paper: bytes) -> None:
    again = pades.sign(monthly_city.draw(monthly(), "en"), certificate.signer(house), number=NUMBER)
    assert paper[: len(drawn)] == again[: len(drawn)] == drawn


def test_a_signed_file_is_genuine_and_says_its_number_and_moment(house: Settings, paper: bytes) -> None:
    found = checking.offline(paper, certificate.known(house))
    assert (found.verdict, found.number) == (Verdict.GENUINE, NUMBER)
    assert found.signed_at is not None
    assert abs((datetime.now(UTC) - found.signed_at).total_seconds()) < 600


def test_another_reader_of_signatures_finds_it_valid(house: Settings, paper: bytes) -> None:
    der = certificate.signer(house).chain[0].public_bytes(serialization.Encoding.PEM)
    reader = PdfFileReader(BytesIO(paper))
    (signature,) = reader.embedded_signatures
    trust = ValidationContext(trust_roots=[pades._asn1(x509.load_pem_x509_certificate(der))], allow_fetching=False)
    status = validate_pdf_signature(signature, trust)
    assert status.bottom_line, status.pretty_print_details()
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_no_byte_can_change_unnoticed(house: Settings, drawn: bytes, paper: bytes) -> None:
    """Every byte of the signature's part but its padding, every 97th of that, and some of what was drawn."""
    known, chance = certificate.known(house), random.Random(7)
    behind = [i for i in range(len(drawn), len(paper)) if paper[i] != ord("0") or i % 97 == 0]
    for i in [*behind, *chance.sample(range(len(drawn)), 100)]:
        changed = bytearray(paper)
        changed[i] ^= 1
        assert checking.offline(bytes(changed), known).verdict is Verdict.ALTERED, i


def test_what_is_cut_off_or_added_is_noticed(house: Settings, drawn: bytes, paper: bytes) -> None:
    for changed in (drawn, paper[:-1], paper + b"\n", paper + paper[len(drawn) :]):
        assert verdict(changed, house) is Verdict.ALTERED


def test_a_file_of_others_is_unknown_and_one_that_copies_our_number_altered(tmp_path: Path, house: Settings) -> None:
    assert verdict(b"", house) is Verdict.UNKNOWN
    assert verdict(b"%PDF-1.4\n" + bytes(range(256)) * 20, house) is Verdict.UNKNOWN
    stranger = Settings(data_dir=tmp_path)
    foreign = pades.sign(monthly_city.draw(monthly(), "en"), certificate.signer(stranger), number=NUMBER)
    assert verdict(foreign, stranger) is Verdict.GENUINE
    assert verdict(foreign, house) is Verdict.ALTERED


def test_the_houses_own_certificate_is_the_same_each_time(house: Settings) -> None:
    first = certificate.signer(house).chain[0]
    certificate._own.cache_clear()
    assert certificate.signer(house).chain[0] == first


def test_a_certificate_of_an_authority_signs_and_both_are_known(tmp_path: Path, drawn: bytes, paper: bytes) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA")])
    days = datetime(2026, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC)
    issued = x509.CertificateBuilder(name, name, key.public_key(), 7, *days).sign(key, hashes.SHA256())
    pem = tmp_path / "documents.pem"
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain) + issued.public_bytes(serialization.Encoding.PEM)
    )
    named = Settings(data_dir=tmp_path, document_certificate=pem)
    signed = pades.sign(drawn, certificate.signer(named), number=NUMBER)
    assert verdict(signed, named) is Verdict.GENUINE
    own = pades.sign(drawn, certificate.signer(Settings(data_dir=tmp_path)), number=NUMBER)
    assert verdict(own, named) is Verdict.GENUINE, "what was signed before the certificate came"
    public = issued.public_bytes(serialization.Encoding.PEM)
    assert checking.offline(signed, certificate.read_known(public)).verdict is Verdict.GENUINE


# --- the archive -------------------------------------------------------------------------------------------


async def test_a_sheet_is_genuine_until_the_sheet_of_a_later_step_was_printed(client, bay: Bay) -> None:
    manifest = await bay.on_the_road(await bay.batch("500"))
    driver = await signed_in(bay, "driver")
    first = (await client.get(f"/manifests/{manifest}/sheet.pdf", headers=driver)).content
    again = (await client.get(f"/manifests/{manifest}/sheet.pdf", headers=driver)).content
    for content in (first, again):
        told = (await client.post("/verification", files={"file": ("a.pdf", content)})).json()
        assert (told["verdict"], told["kind"], told["version"], told["newest"]) == ("genuine", "manifest", 1, 1)
    number = told["number"]
    assert (await client.get(f"/verification/{number.lower()}")).json()["verdict"] == "genuine"
    await bay.tell(bay.driver, e.Arrived(), manifest)
    later = (await client.get(f"/manifests/{manifest}/sheet.pdf", headers=driver)).content
    told = (await client.post("/verification", files={"file": ("a.pdf", first)})).json()
    assert (told["verdict"], told["version"], told["newest"]) == ("superseded", 1, 2)
    assert (await client.post("/verification", files={"file": ("a.pdf", later)})).json()["verdict"] == "genuine"
    assert (await client.get(f"/verification/{number}")).json()["verdict"] == "superseded"
    changed = bytearray(later)
    changed[len(changed) // 3] ^= 1
    assert (await client.post("/verification", files={"file": ("a.pdf", bytes(changed))})).json() == {
        "verdict": "altered"
    }
    assert (await client.get("/verification/WF-M-1")).json()["verdict"] == "unknown"
    text = (await client.get(f"/R/{number}", headers={"Accept-Language": "en"})).text
    assert "superseded" in text


async def test_what_stands_again_is_genuine_again(client, bay: Bay) -> None:
    """A drum is weighed anew, wrongly, and set back: its first label tells the truth once more."""
    batch = await bay.batch("500")
    clerk = await signed_in(bay, "clerk")
    labels = [(await client.get(f"/batches/{batch}/label.pdf", headers=clerk)).content]
    for kg in ("490", "500"):
        await bay.tell(bay.clerk, e.Reweighed(Weight(Decimal(kg), Basis.WEIGHED)), batch)
        labels.append((await client.get(f"/batches/{batch}/label.pdf", headers=clerk)).content)
    told = [(await client.post("/verification", files={"file": ("a.pdf", label)})).json() for label in labels]
    assert [x["verdict"] for x in told] == ["genuine", "superseded", "genuine"]
    assert [x["version"] for x in told] == [3, 2, 3]


async def test_the_page_tells_it_in_words(client, bay: Bay) -> None:
    batch = await bay.batch("500")
    clerk = await signed_in(bay, "clerk")
    label = (await client.get(f"/batches/{batch}/label.pdf", headers=clerk)).content
    english = {"Accept-Language": "en"}
    page = await client.post("/verify", files={"file": ("drum.pdf", label)}, headers=english)
    assert page.status_code == 200
    assert "Genuine" in page.text
    assert "drum.pdf" in page.text
    assert "Altered" in (await client.post("/verify", files={"file": ("d.pdf", label + b"x")}, headers=english)).text
    assert "Not ours" in (await client.post("/verify", files={"file": ("d.txt", b"hello")}, headers=english)).text
    assert (await client.post("/verify", files={}, data={"x": "1"}, headers=english)).status_code == 422
    assert "Is this document ours?" in (await client.get("/verify", headers=english)).text
    led = await client.get("/R/WF-1", headers={"Accept": "text/html"})
    assert (led.status_code, led.headers["Location"]) == (303, "/verify?number=WF-1")
    assert "Not ours" in (await client.get("/verify?number=WF-1", headers=english)).text


async def test_the_archive_cannot_be_written_over(pool) -> None:
    async with pool.acquire() as conn:
        with pytest.raises(Exception, match="permission denied"):
            await conn.execute("update issued_paper set version = 9")


# --- the command line --------------------------------------------------------------------------------------


async def test_the_command_tells_without_a_network(client, bay: Bay, tmp_path: Path) -> None:
    batch = await bay.batch("500")
    label = (await client.get(f"/batches/{batch}/label.pdf", headers=await signed_in(bay, "clerk"))).content
    keys, certificates = tmp_path / "jwks.json", tmp_path / "certificates.pem"
    keys.write_bytes((await client.get("/.well-known/jwks.json")).content)
    certificates.write_bytes((await client.get("/.well-known/document-certificates.pem")).content)
    file, other = tmp_path / "a.pdf", tmp_path / "b.pdf"
    file.write_bytes(label)
    other.write_bytes(label[:-40] + bytes([label[-40] ^ 1]) + label[-39:])
    for known in (keys, certificates):
        told = CliRunner().invoke(wasteflow, ["verify", str(file), "--keys", str(known)])
        assert (told.exit_code, told.output.split(":")[0]) == (0, "genuine"), told.output
        told = CliRunner().invoke(wasteflow, ["verify", str(other), "--keys", str(known)])
        assert (told.exit_code, told.output) == (1, "altered\n")
