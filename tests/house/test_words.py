"""Every sentence in four languages, none without use, and no English word inside another language's sentence."""

import ast
import re
import string
from collections.abc import Iterator

import pytest

from tests.house.ours import ROOT, calls, notices, python
from wasteflow.core.errors import Notice
from wasteflow.core.i18n import LANGUAGES, english, texts

CODES = {cls.code: cls for cls in notices()}
OTHERS = [language for language in LANGUAGES if language != "en"]
DYNAMIC = "\0"  # stands for what a key takes in at run time


def places(template: str) -> set[str]:
    """The facts a sentence has room for."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def inherited(cls: type[Notice]) -> bool:
    return cls.__doc__ is None


def test_codes_are_told_apart() -> None:
    assert len(CODES) == len(notices())


@pytest.mark.parametrize("code", CODES)
def test_a_notice_speaks_four_languages(code: str) -> None:
    said = texts().get(f"errors.{code}", {})
    assert english(CODES[code])
    assert [language for language in OTHERS if not said.get(language, "").strip()] == []
    assert "en" not in said, "the English sentence is the docstring of its class"
    for language in OTHERS:
        assert places(said[language]) == places(english(CODES[code])), language


def test_no_sentence_is_left_of_a_notice_that_is_gone() -> None:
    said = {key.removeprefix("errors.") for key in texts() if key.startswith("errors.")}
    assert said - CODES.keys() == set()


def test_every_text_stands_in_four_languages_with_the_same_facts() -> None:
    odd = []
    for key, said in texts().items():
        if key.startswith("errors."):
            continue
        missing = [language for language in LANGUAGES if not said.get(language, "").strip()]
        if missing or len({frozenset(places(said[language])) for language in LANGUAGES}) != 1:
            odd.append((key, missing))
    assert odd == []


def test_chinese_is_written_in_the_right_script() -> None:
    """A few characters that only one of the two scripts has."""
    simplified, traditional = set("废单转运输重门签与车应无证规类"), set("廢單轉運輸門簽與車應無證規類")
    mixed = [
        key
        for key, said in texts().items()
        if traditional & set(said.get("zh-Hans", "")) or simplified - set("重") & set(said.get("zh-Hant", ""))
    ]
    assert mixed == []


# --- keys that are asked for -------------------------------------------------------------------------------


def literal(node: ast.expr) -> str | None:
    """A key as written, DYNAMIC where it takes something in; None where it is no string at all."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else DYNAMIC for p in node.values)
    return None


def asked_in_python() -> Iterator[tuple[str, str]]:
    for path, tree in python().items():
        for name, call in calls(tree):
            if name not in ("text", "t", "Word") or not call.args:
                continue
            key = literal(call.args[0])
            if key and name == "Word":
                yield path, f"words.{key}"
            elif key and (name == "t" or len(call.args) > 1) and "." in key.replace(DYNAMIC, ""):
                yield path, key


_IN_TEMPLATE = re.compile(r"""\bt\(\s*('[^']*'(?:\s*~\s*(?:'[^']*'|[\w.|]+|\([^()]*\)))*)""")
_PART = re.compile(r"~\s*\([^()]*\)|~\s*[\w.|]+|'([^']*)'")


def asked_in_templates() -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / "wasteflow/web").rglob("templates/*.html")):
        for match in _IN_TEMPLATE.finditer(file.read_text(encoding="utf-8")):
            parts = _PART.finditer(match[1])
            yield file.name, "".join(DYNAMIC if part[1] is None else part[1] for part in parts)


_IN_SCANNER = re.compile(r"""["`]((?:scanner|words)\.[\w.]*(?:\$\{[^}`]*\}[\w.]*)*)["`]""")


def asked_in_the_scanner() -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / "wasteflow/web/scanner/src").rglob("*.ts")):
        for match in _IN_SCANNER.finditer(file.read_text(encoding="utf-8")):
            yield file.name, re.sub(r"\$\{[^}]*\}", DYNAMIC, match[1])


def known(key: str) -> bool:
    pattern = ".+".join(map(re.escape, key.split(DYNAMIC)))
    return any(re.fullmatch(pattern, have) for have in texts())


def test_every_text_that_is_asked_for_exists() -> None:
    asked = sorted({*asked_in_python(), *asked_in_templates(), *asked_in_the_scanner()})
    assert len(asked) > 100
    assert [(where, key) for where, key in asked if not known(key)] == []


def test_facts_that_are_words_are_words_of_the_locale() -> None:
    """`NotFound(what="batch")` would put an English word into a Chinese sentence; `Word("subject.batch")` does not."""
    names = {cls.__name__ for cls in notices()}
    foreign = [
        (path, call.lineno, keyword.arg)
        for path, tree in python().items()
        for name, call in calls(tree)
        if name in names
        for keyword in call.keywords
        if isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
        and re.search("[a-z]{2}", keyword.value.value)
    ]
    assert foreign == []
