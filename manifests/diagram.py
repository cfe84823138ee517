"""The page docs/lifecycle.md, drawn from the two tables that `judge` and `evolve` follow."""

import inspect
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, get_args

from manifests import events as e
from manifests.lifecycle import BATCH, MANIFEST, kind_of_type
from manifests.model import SubjectKind
from manifests.policy import right
from wasteflow.core.i18n import LANGUAGES, text

Table = Mapping[Any, StrEnum]  # (status or None, step) -> status

# Steps of the tables that are one kind of event, told apart by the amount or by where the load goes.
_TOLD_APART = {
    "treated_in_part": "treated",
    "treated_interim": "treated",
    "treated_rest": "treated",
    "last_portion_taken": "portion_taken",
    "last_portion_treated": "portion_treated",
    "last_line_treated": "line_treated",
    "brought_back": "accepted",
}


def lifecycle_markdown() -> str:
    """The page, whole."""
    parts = [
        "# The life of a batch and of a manifest",
        "",
        "Generated from the tables in `manifests/lifecycle.py`: (status, step) -> status. What is not in a table is",
        "refused with `not_possible_now` (409) and the steps that are possible. Steps in italics are written by",
        "wasteflow itself, in the transaction of the step they follow from; nobody can send them.",
        "",
    ]
    for about, table in ((SubjectKind.BATCH, BATCH), (SubjectKind.MANIFEST, MANIFEST)):
        parts += _chapter(about, table)
    return "\n".join(parts).rstrip() + "\n"


def _chapter(about: SubjectKind, table: Table) -> list[str]:
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
        *_steps(table),
    ]


def _ends(table: Table) -> list[StrEnum]:
    """Where nothing leads on (yet)."""
    return [s for s in dict.fromkeys(table.values()) if not any(at == s for at, _ in table)]


def _statuses(about: SubjectKind, table: Table) -> list[str]:
    rows = [
        f"| `{status}` | " + " | ".join(text(f"words.{about}_status.{status}", lang) for lang in LANGUAGES) + " |"
        for status in dict.fromkeys(table.values())
    ]
    return ["| status | " + " | ".join(LANGUAGES) + " |", "| --- |" + " --- |" * len(LANGUAGES), *rows, ""]


def _steps(table: Table) -> list[str]:
    kinds = {kind_of_type(cls): cls for cls in get_args(e.AnyEvent)}
    rows = []
    for step in dict.fromkeys(step for _, step in table):
        cls = kinds[_TOLD_APART.get(step, step)]
        ways = ", ".join(f"{at or 'nothing'} → {to}" for (at, s), to in table.items() if s == step)
        name = f"*{step}*" if cls.follows else f"**{step}**"
        needs = "" if cls.follows else f"`{right(cls)}`"
        card = inspect.cleandoc(cls.__doc__ or "").splitlines()[0]
        rows.append(f"| {name} | {text(f'words.step.{step}', 'zh-Hans')} | {ways} | {needs} | {card} |")
    return ["| step | | from → to | permission | what happened |", "| --- | --- | --- | --- | --- |", *rows, ""]
