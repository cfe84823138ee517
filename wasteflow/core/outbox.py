"""Announce in the transaction of the act: the row commits with it or not at all, and the relay sends afterwards.

A message sent from memory after the commit is lost when the process dies in between.
"""

from typing import Any

from wasteflow.core import store
from wasteflow.core.db import Connection


async def put(conn: Connection, topic: str, body: dict[str, Any]) -> None:
    """Tell the workers about something once this transaction commits; `workers.relay` says who listens."""
    await store.announce(conn, topic=topic, body=body)
