"""What a part of a manifest's page is: a template, where it stands, and what it needs to be drawn."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from manifests.life.model import Manifest
from wasteflow.core.db import Connection
from wasteflow.web.console.forms import Form
from wasteflow.web.console.page import Visit


@dataclass(frozen=True)
class Case:
    """One look at one manifest: who looks, what it says, what was typed, which step went wrong (empty: none)."""

    visit: Visit
    conn: Connection
    manifest: Manifest
    form: Form = field(default_factory=Form)
    step: str = ""


Facts = dict[str, Any]
Load = Callable[[Case], Awaitable[Facts | None]]


@dataclass(frozen=True)
class Part:
    """`load` gives the template what it needs beside the page's own words (`m`, `told`, `form`, `once`, `book`, ...),
    with another `place` where this time it needs one; None where this part has nothing to show this person. A page has
    few statements: ask the database only where the manifest itself says that there is something."""

    template: str  # below templates/manifest
    place: Literal["top", "side", "wide"]
    load: Load


async def always(_: Case) -> Facts:
    """For a part that needs nothing but the manifest."""
    return {}
