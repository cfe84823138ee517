"""Mail over TLS: from the start or after STARTTLS, to a server whose certificate holds, and to none other."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.bay import Bay
from tests.web.conftest import Enter
from tests.web.conftest import enter as enter
from tests.workers.messages.conftest import Box, Post, free_port
from tests.workers.messages.test_sending import short
from wasteflow.core import clock
from workers.messages.model import What

pytestmark = [  # that all of a connection is encrypted (smtps) the test server does not see
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
]
SCHEMES = ("smtps", "smtp")
HOME = x509.IPAddress(ip_address("127.0.0.1"))
OTHER = x509.DNSName("mail.example.org")


def certificate(folder: Path, name: x509.GeneralName) -> tuple[Path, Path]:
    """Self-made, for this name, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "mail.pem", folder / "mail.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, pem, plain))
    return chain, secret


@contextmanager
def server(box: Box, scheme: str, chain: Path, secret: Path) -> Iterator[str]:
    """A mail server that takes nothing in the clear and asks for a password; its address."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, secret)
    login = {"authenticator": _known, "auth_required": True, "auth_require_tls": scheme == "smtp"}
    tls: dict[str, object] = {"ssl_context": context}
    if scheme == "smtp":
        tls = {"tls_context": context, "require_starttls": True}
    one = Controller(box, hostname="127.0.0.1", port=free_port(), **tls, **login)
    one.start()
    yield f"{scheme}://us:s%40cret@127.0.0.1:{one.port}"
    one.stop()


def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
    known = isinstance(given, LoginPassword) and (given.login, given.password) == (b"us", b"s@cret")
    return AuthResult(success=known, handled=True)


async def told(post: Post, bay: Bay, url: str) -> None:
    """Somebody with a confirmed address is told of a load that fell short, by this server."""
    await post.subscribed(bay.regulator, What.CASES)
    post.settings = post.settings.model_copy(update={"mail_url": url})
    await short(bay)
    await post.work()


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_a_certificate_that_holds_is_sent_to(
    post: Post, bay: Bay, box: Box, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trusted as an operator's own authority is: by SSL_CERT_FILE."""
    chain, secret = certificate(tmp_path, HOME)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with server(box, scheme, chain, secret) as url:
        await told(post, bay, url)
    assert [mail["To"] for mail in box.mails] == ["who@example.org"]
    assert (await post.sendings())[-1] == ("sent", 1, "250")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("wrong", ["of nobody known", "of another name"])
async def test_a_certificate_that_does_not_hold_is_told_to_who_waits(
    post: Post,
    bay: Bay,
    box: Box,
    enter: Enter,
    scheme: str,
    wrong: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing goes there, no password either; it is tried again, and the page of messages says why it did not go."""
    chain, secret = certificate(tmp_path, OTHER if wrong == "of another name" else HOME)
    if wrong == "of another name":
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with server(box, scheme, chain, secret) as url:
        await told(post, bay, url)
    assert box.mails == []
    state, tries, said = (await post.sendings())[-1]
    assert (state, tries) == ("sending", 1)
    assert "CERTIFICATE_VERIFY_FAILED" in said
    assert ("IP address mismatch" if wrong == "of another name" else "self-signed") in said
    page = (await (await enter(bay.regulator)).get("/console/messages")).text
    assert "CERTIFICATE_VERIFY_FAILED" in page


async def test_a_password_never_goes_in_the_clear(post: Post, bay: Bay, box: Box) -> None:
    """A server that cannot encrypt gets none, and no mail."""
    await told(post, bay, f"smtp://us:s%40cret@127.0.0.1:{box.port}")
    assert box.mails == []
    state, _, said = (await post.sendings())[-1]
    assert state == "sending"
    assert "STARTTLS" in said
