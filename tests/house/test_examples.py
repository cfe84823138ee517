"""Every endpoint that takes a body, and every event, has an example in the description; `tests/edge` sends them."""

from typing import Any

import pytest

from manifests.life.lifecycle import PROPOSABLE
from tests.conftest import application
from wasteflow import examples
from wasteflow.core.settings import Settings


def documented(settings: Settings, kind: str) -> dict[tuple[str, str], Any]:
    """(method, path) -> the request bodies of this kind in the description."""
    with application(settings) as app:
        paths = app.openapi()["paths"]
    bodies = {(m, p): x.get("requestBody", {}).get("content", {}) for p, of in paths.items() for m, x in of.items()}
    return {key: content[kind] for key, content in bodies.items() if kind in content}


@pytest.mark.parametrize(
    ("kind", "written"), [("application/json", examples.BODIES), ("multipart/form-data", examples.UPLOADS)]
)
def test_every_endpoint_that_takes_a_body_has_an_example(
    test_settings: Settings, kind: str, written: dict[tuple[str, str], Any]
) -> None:
    there = documented(test_settings, kind)
    assert {key for key, body in there.items() if not ("example" in body or "examples" in body)} == set()
    assert written.keys() - there.keys() == set(), "an example of no endpoint"


def test_every_event_that_a_client_may_send_has_an_example(test_settings: Settings) -> None:
    shown = documented(test_settings, "application/json")[("post", "/custody/events")]["examples"]
    assert shown.keys() == set(PROPOSABLE)
