"""Mail: through a server where one is set, else into a folder of the data folder, one file a mail.

A mail's Message-ID follows from its sending, so that a second try after a crash is known as the same by most servers.
"""

import asyncio
import re
import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from wasteflow.core.settings import Settings
from workers.messages.model import Message
from workers.messages.wording import Mail

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"[A-Za-z0-9._%+'-]{{1,64}}@(?=.{{4,253}}$)(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")
PATIENCE = 20.0  # seconds a server may take for one answer


class NotSent(Exception):
    """The other side did not take it. `final`: nor will it later. `gone`: and there is nobody there any more."""

    def __init__(self, said: str, *, final: bool = False, gone: bool = False) -> None:
        super().__init__(said)
        self.said = said[:500]
        self.final = final
        self.gone = gone


def document(one: Message, language: str) -> UUID | None:
    """The report a message is about, in this language, else in the first there is."""
    documents = one.facts.get("documents") or {}
    found = documents.get(language) or next(iter(documents.values()), None)
    return UUID(found) if found else None


def composed(
    sending: UUID,
    to: str,
    mail: Mail,
    language: str,
    settings: Settings,
    at: datetime,
    files: Sequence[tuple[str, bytes]] = (),
) -> EmailMessage:
    """The mail as it goes out; `files`: PDFs that go with it."""
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = settings.mail_from
    message["To"] = to
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{sending}@{urlsplit(settings.public_url).hostname or 'wasteflow'}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{settings.public_url.rstrip('/')}/console/messages>"
    message.set_content(mail.plain)
    message.add_alternative(mail.html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    message["Content-Language"] = language
    return message


async def send(message: EmailMessage, sending: UUID, settings: Settings) -> str:
    """What the server answered. Raises NotSent."""
    if settings.mail_url is None:
        return await asyncio.to_thread(_into_folder, message, sending, settings.data_dir / "mail")
    try:
        return await asyncio.to_thread(_by_server, message, settings.mail_url)
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        raise NotSent(_answer(code, said), final=code >= 500) from None
    except smtplib.SMTPAuthenticationError as refused:  # for whoever set it up to mend
        raise NotSent(_answer(refused.smtp_code, refused.smtp_error)) from None
    except smtplib.SMTPResponseException as refused:
        raise NotSent(_answer(refused.smtp_code, refused.smtp_error), final=refused.smtp_code >= 500) from None
    except (smtplib.SMTPException, OSError) as problem:
        raise NotSent(f"{type(problem).__name__}: {problem}") from None


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"


def _by_server(message: EmailMessage, url: str) -> str:
    """smtp:// begins in the clear and goes on encrypted where the server can; smtps:// is encrypted from the start."""
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE)
    with server:
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and (parts.username or server.has_extn("starttls")):
            server.starttls(context=context)  # a password never goes in the clear
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
    return "250"


def _into_folder(message: EmailMessage, sending: UUID, folder: Path) -> str:
    """The same sending is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sending}.eml"
    part = path.with_suffix(".part")
    part.write_bytes(bytes(message))
    part.rename(path)
    return path.name
