"""The four languages. Texts stand side by side in `wasteflow/locale/*.toml`:

    [pages.batches.title]
    zh-Hans = "我的批次"
    zh-Hant = "我的批次"
    en = "My batches"
    pt = "Os meus lotes"

Only an error's English sentence stands elsewhere: it is the docstring of its class.
"""

import inspect
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from wasteflow.core.errors import Notice, Word

LANGUAGES = ("zh-Hans", "zh-Hant", "en", "pt")
DEFAULT = "zh-Hans"


def _flatten(table: dict[str, Any], prefix: str = "") -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, value in table.items():
        path = f"{prefix}.{key}" if prefix else key
        if any(isinstance(v, dict) for v in value.values()):
            found |= _flatten(value, path)
        else:
            found[path] = value
    return found


@cache
def texts() -> dict[str, dict[str, str]]:
    """Key -> language -> text, from every locale file. Raises ValueError where two files name one key."""
    found: dict[str, dict[str, str]] = {}
    folder = resources.files("wasteflow") / "locale"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        for key, value in _flatten(tomllib.loads(file.read_text(encoding="utf-8"))).items():
            if key in found:
                raise ValueError(f"{file.name}: {key} stands in another locale file too")
            found[key] = value
    return found


def text(key: str, language: str, **facts: object) -> str:
    """The text of `key` in `language`; the key itself where there is none (a house test asks that none is)."""
    by_language = texts().get(key, {})
    found = by_language.get(language) or by_language.get("en") or key
    return found.format_map(_Facts(facts)) if facts else found


def sentence(notice: Notice, language: str) -> str:
    """What a notice says in the reader's language."""
    template = english(type(notice))
    if language != "en":
        template = texts().get(f"errors.{notice.code}", {}).get(language, template)
    return template.format_map(_Facts({name: _spoken(fact, language) for name, fact in notice.facts.items()}))


def english(cls: type[Notice]) -> str:
    """The English sentence of a notice class: its docstring."""
    return " ".join(inspect.cleandoc(cls.__doc__ or cls.code).split())


def negotiate(*wishes: str | None) -> str:
    """The first of the wishes (cookie, account, Accept-Language header) that is one of ours.

    Chinese of Hong Kong, Macao and Taiwan is Traditional; any other Chinese is Simplified.
    """
    for wish in wishes:
        for part in (wish or "").split(","):
            tag = part.split(";")[0].strip().lower().replace("_", "-")
            if tag.startswith("zh"):
                return "zh-Hant" if any(t in tag for t in ("hant", "hk", "mo", "tw")) else "zh-Hans"
            if tag[:2] in ("en", "pt"):
                return tag[:2]
    return DEFAULT


def _spoken(fact: object, language: str) -> object:
    """A fact that brings its own languages (a name of the catalogue, a word of the trade) in the reader's."""
    if isinstance(fact, Word):
        return text(f"words.{fact}", language)
    if isinstance(fact, tuple):
        return ", ".join(str(_spoken(part, language)) for part in fact) or "-"
    return fact.get(language, fact.get("en")) if isinstance(fact, dict) and "en" in fact else fact


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
