"""The page docs/lifecycle.md, drawn from the tables that `judge` and `evolve` follow."""

import inspect
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, get_args

from manifests.life import events as e
from manifests.life.lifecycle import BATCH, MANIFEST
from manifests.life.model import SubjectKind
from manifests.life.policy import right
from manifests.life.steps import kind_of_type
from manifests.notices import events as notice_events
from manifests.notices import lifecycle as notices
from manifests.notices.policy import right as notice_right
from manifests.rounds import events as rounds
from manifests.rounds.lifecycle import TABLE as ROUND
from manifests.rounds.policy import RIGHTS
from wasteflow.core.i18n import LANGUAGES, text

Table = Mapping[Any, StrEnum]  # (status or None, step) -> status

# Steps of the tables that are one kind of event, told apart by the amount or by where the load goes.
_TOLD_APART = {
    "treated_in_part": "treated",
    "treated_interim": "treated",
    "treated_rest": "treated",
    "lost_in_part": "lost",
    "lost_rest": "lost",
    "rest_lost_on_road": "lost_on_road",
    "last_portion_taken": "portion_taken",
    "last_portion_treated": "portion_treated",
    "last_portion_left": "portion_left",
    "last_portion_lost": "portion_left",
    "last_line_treated": "line_treated",
    "last_line_given_back": "line_given_back",
    "brought_back": "accepted",
    "corrected_away": "corrected",
    "corrected_into_others": "corrected",
    "reopened": "reclassified",
    "ended": "reclassified",
    "cancelled_by_agreement": "revision_approved",
    "part_left": "line_left",
    "last_line_left": "line_left",
}


def lifecycle_markdown() -> str:
    """The page, whole."""
    parts = [
        "# The life of a batch, of a manifest, of a round and of a notice",
        "",
        "Generated from the tables in `manifests/life/lifecycle.py`, `manifests/rounds/lifecycle.py` and",
        "`manifests/notices/lifecycle.py`: (status, step) -> status. What is not in a table is refused with",
        "`not_possible_now` (409; of a round `round_not_so`) and the steps that are possible. What is in italics is",
        "written by wasteflow itself, in the transaction of the step it follows from; nobody can send it.",
        "",
    ]
    for about, table in ((SubjectKind.BATCH, BATCH), (SubjectKind.MANIFEST, MANIFEST)):
        parts += [*_chapter(str(about), table), *_steps(table)]
    parts += [*_chapter("round", ROUND), *_round_steps()]
    parts += [*_chapter("notice", notices.TABLE), *_notice_steps()]
    return "\n".join(parts).rstrip() + "\n"


def _chapter(about: str, table: Table) -> list[str]:
    return [
        f"## {text(f'words.subject.{about}', 'en').capitalize()}",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {at or '[*]'} --> {to}: {step}" for (at, step), to in table.items()),
        *(f"    {end} --> [*]" for end in _ends(table)),
        "```",
        "",
        *_statuses(about, table),
    ]


def _ends(table: Table) -> list[StrEnum]:
    """Where nothing leads on (yet)."""
    return [s for s in dict.fromkeys(table.values()) if not any(at == s for at, _ in table)]


def _statuses(about: str, table: Table) -> list[str]:
    rows = [
        f"| `{status}` | " + " | ".join(text(f"words.{about}_status.{status}", lang) for lang in LANGUAGES) + " |"
        for status in dict.fromkeys(table.values())
    ]
    return ["| status | " + " | ".join(LANGUAGES) + " |", "| --- |" + " --- |" * len(LANGUAGES), *rows, ""]


def _steps(table: Table) -> list[str]:
    kinds = {kind_of_type(cls): cls for cls in get_args(e.AnyEvent)}
    found = []
    for step in dict.fromkeys(step for _, step in table):
        cls = kinds[_TOLD_APART.get(step, step)]
        found.append((step, cls, "" if cls.follows else right(cls)))
    return _rows(table, found)


def _round_steps() -> list[str]:
    kinds = {str(cls.__struct_config__.tag): cls for cls in get_args(rounds.Fact)}
    return _rows(
        ROUND, [(step, kinds[step], RIGHTS.get(step, "")) for step in dict.fromkeys(step for _, step in ROUND)]
    )


def _rows(table: Table, steps: list[tuple[str, type, str]]) -> list[str]:
    """Step, its class, and the permission it needs; none: wasteflow writes it itself."""
    rows = []
    for step, cls, needs in steps:
        ways = ", ".join(f"{at or 'nothing'} → {to}" for (at, s), to in table.items() if s == step)
        name, asked = (f"**{step}**", f"`{needs}`") if needs else (f"*{step}*", "")
        card = inspect.cleandoc(cls.__doc__ or "").splitlines()[0]
        rows.append(f"| {name} | {text(f'words.step.{step}', 'zh-Hans')} | {ways} | {asked} | {card} |")
    return ["| step | | from → to | permission | what happened |", "| --- | --- | --- | --- | --- |", *rows, ""]


def _notice_steps() -> list[str]:
    rows = []
    for cls in get_args(notice_events.Fact):
        step = str(cls.__struct_config__.tag)
        ways = ", ".join(f"{at or 'nothing'} → {to}" for (at, s), to in notices.TABLE.items() if s == step)
        needs = f"`{notice_right(step)}`" if notice_right(step) else "either side"
        card = inspect.cleandoc(cls.__doc__ or "").splitlines()[0]
        rows.append(f"| **{step}** | {text(f'words.notice_step.{step}', 'zh-Hans')} | {ways} | {needs} | {card} |")
    return ["| step | | from → to | permission | what happened |", "| --- | --- | --- | --- | --- |", *rows, ""]
