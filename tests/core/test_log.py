"""Log lines carry the ids of what is being done, and no more than that of what went wrong."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from wasteflow.core import log


@pytest.fixture(autouse=True)
def _afterwards() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before[0], before[1]
    structlog.reset_defaults()


def test_a_json_line_is_one_object_with_its_ids(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("json", "INFO")
    with log.bind(request="r1"):
        log.logger("test").info("weighed", kg="120")
        logging.getLogger("library").warning("odd: %s", "电")
    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["kg"], ours["request"], ours["level"]) == ("weighed", "120", "r1", "info")
    assert (theirs["event"], theirs["request"], theirs["logger"]) == ("odd: 电", "r1", "library")


def test_ids_end_with_what_they_name(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("text", "INFO")
    with log.bind(job="j1"):
        pass
    log.logger("test").info("later")
    assert "j1" not in capsys.readouterr().err


def test_a_traceback_shows_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("text", "INFO")
    secret = "the password"
    try:
        raise ValueError(len(secret))
    except ValueError:
        log.logger("test").exception("failed")
    said = capsys.readouterr().err
    assert "ValueError: 12" in said
    assert secret not in said.replace('secret = "the password"', "")


def test_quieter_than_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("text", "warning")
    log.logger("test").info("chatter")
    assert capsys.readouterr().err == ""
