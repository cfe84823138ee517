"""A load client that costs little: keep-alive connections that write prepared requests and read whole answers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What one run gave: `events` done in `seconds`; latencies of the requests in milliseconds."""

    events: int
    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return self.events / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Connection:
    """One HTTP/1.1 connection to a server on this machine."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, request: bytes) -> tuple[int, bytes]:
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        length = int(lower[at : lower.index(b"\r\n", at)])
        return int(head[9:12]), await self.reader.readexactly(length)


def post(path: str, body: bytes, token: str = "") -> bytes:
    """A prepared request."""
    auth = f"Authorization: Bearer {token}\r\n" if token else ""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{auth}Content-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def get(path: str, token: str) -> bytes:
    """A prepared question."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


async def drive(
    port: int,
    scripts: Sequence[Sequence[bytes]],
    *,
    events_each: int = 1,
    check: Callable[[int, bytes], None],
    before: Callable[[], Awaitable[None]] | None = None,
) -> Measured:
    """Each script on a connection of its own, all at once, request after request; `check` sees every answer."""
    connections = [Connection(*await asyncio.open_connection("127.0.0.1", port)) for _ in scripts]
    latencies: list[float] = []

    async def play(connection: Connection, script: Sequence[bytes]) -> None:
        for request in script:
            start = time.perf_counter()
            status, answer = await connection.send(request)
            latencies.append((time.perf_counter() - start) * 1000)
            check(status, answer)

    if before:
        await before()
    start = time.perf_counter()
    await asyncio.gather(*(play(c, s) for c, s in zip(connections, scripts, strict=True)))
    seconds = time.perf_counter() - start
    for connection in connections:
        connection.writer.close()
    return Measured(len(latencies) * events_each, seconds, latencies)
