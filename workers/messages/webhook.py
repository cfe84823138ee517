"""Webhooks after the Standard Webhooks convention, signed by the server's Ed25519 key (`v1a`): no secret is kept.

A receiver checks `webhook-signature` over `<webhook-id>.<webhook-timestamp>.<body>` by the keys of
/.well-known/jwks.json, and knows a second try by its `webhook-id`.

Whoever may name an address could make the server knock at doors of its own house. So a name is looked up once, every
address it has must be of the public internet, and the connection goes to the very address that was checked; a redirect
is not followed.
"""

import asyncio
import ipaddress
import socket
import ssl
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wasteflow.core import keys
from wasteflow.core.keys import SigningKeys
from workers.messages.mail import NotSent

PATIENCE = 10.0  # seconds for everything: to find, reach and hear it
LONGEST = 2000  # characters of an address
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Private(Exception):
    """This host is not, or not only, of the public internet, or is not known."""


@dataclass(frozen=True)
class Target:
    """An address as it was written, taken apart."""

    host: str
    port: int
    path: str
    encrypted: bool

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.encrypted else 80) else f"{host}:{self.port}"


def target_of(url: str, *, private: bool) -> Target:
    """Raises ValueError where it is no address of a webhook. `private`: also without encryption."""
    if len(url) > LONGEST or not url.isascii() or any(c <= " " or c in '\\"<>^`{|}\x7f' for c in url):
        raise ValueError(url)
    parts: SplitResult = urlsplit(url)
    if parts.scheme not in (("https", "http") if private else ("https",)) or not parts.hostname:
        raise ValueError(url)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError(url)
    encrypted = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, parts.port or (443 if encrypted else 80), path, encrypted)


def public(address: Address) -> bool:
    """Whether it is of the public internet, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return public(inner)
    return address.is_global and not address.is_multicast


async def located(target: Target, *, private: bool) -> str:
    """An address of this host to go to. Raises Private."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    except (OSError, ValueError, UnicodeError):
        raise Private from None
    if not addresses or not (private or all(map(public, addresses))):
        raise Private
    return str(addresses[0])


def signed(sending: UUID, at: datetime, body: bytes, signing: SigningKeys) -> dict[str, str]:
    """The three headers of the convention."""
    stamp = str(int(at.timestamp()))
    key = signing.current(keys.ED25519).private_key
    assert isinstance(key, Ed25519PrivateKey)
    signature = b64encode(key.sign(f"{sending}.{stamp}.".encode() + body)).decode()
    return {"webhook-id": str(sending), "webhook-timestamp": stamp, "webhook-signature": f"v1a,{signature}"}


async def send(
    url: str, sending: UUID, told: dict[str, Any], signing: SigningKeys, at: datetime, *, private: bool
) -> str:
    """What was answered. Raises NotSent."""
    body = msgspec.json.encode(told)
    headers = signed(sending, at, body, signing)
    try:
        async with asyncio.timeout(PATIENCE):
            status = await _post(target_of(url, private=private), body, headers, private=private)
    except Private:
        raise NotSent("the address is private or not known") from None
    except TimeoutError:
        raise NotSent(f"no answer within {PATIENCE:.0f} s") from None
    except (OSError, ValueError, EOFError, asyncio.LimitOverrunError) as problem:
        raise NotSent(f"{type(problem).__name__}: {problem}") from None
    if not 200 <= status < 300:
        raise NotSent(f"HTTP {status}", final=status == 410, gone=status == 410)
    return f"HTTP {status}"


async def _post(target: Target, body: bytes, headers: dict[str, str], *, private: bool) -> int:
    at = await located(target, private=private)
    name = target.host if target.encrypted else None
    reader, writer = await asyncio.open_connection(
        at, target.port, ssl=_trust() if target.encrypted else None, server_hostname=name
    )
    try:
        lines = [
            f"POST {target.path} HTTP/1.1", f"Host: {target.authority}", "User-Agent: wasteflow",
            "Content-Type: application/json", f"Content-Length: {len(body)}", "Connection: close",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]  # fmt: skip
        writer.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
        await writer.drain()
        while True:
            first = (await reader.readuntil(b"\r\n")).split(b" ", 2)
            status = int(first[1]) if len(first) > 1 and first[0].startswith(b"HTTP/1.") else 0
            if status != 100:
                return status
            await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.close()


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
