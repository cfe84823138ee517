"""The words of the program are the words of the glossary: one word, one meaning, in four languages."""

import re

import pytest

from tests.house.ours import ROOT
from wasteflow.core.i18n import LANGUAGES, texts

# A word of the locale -> its term in the glossary.
SAME = {
    "subject.batch": "batch",
    "subject.case": "case",
    "subject.round": "round",
    "step.lapsed": "lapse",
    "subject.driver": "driver",
    "subject.notice": "notice",
    "subject.message": "message",
    "subject.subscription": "subscription",
    "subject.contact": "contact",
    "subject.trial": "trial",
    "subject.approval": "approval",
    "subject.attestation": "attestation",
    "subject.trip_ticket": "trip_ticket",
    "subject.billing_account": "billing_account",
    "approval_kind.cross_province": "cross_province_approval",
    "party.consignor": "consignor",
    "party.carrier": "carrier",
    "party.consignee": "consignee",
    "party.holder": "holder",
    "party.storer": "storer",
    "basis.weighed": "weighed",
    "basis.weighed_whole": "weighed_whole",
    "basis.estimated": "estimated",
    "basis.declared": "declared",
    "step.refused": "refuse",
    "step.accepted": "accept",
    "role.driver": "driver",
    "role.regulator": "regulator",
}
# Terms that stand inside longer texts: wherever English uses the term as a word, Chinese uses its own.
INSIDE = ("manifest", "consignor", "consignee")
SHORT = {"转移联单": "联单", "轉移聯單": "聯單", "移出人": "移出", "接受人": "接受", "接收人": "接收"}


def glossary() -> dict[str, dict[str, str]]:
    """Term -> language -> word."""
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    return {term: dict(zip(LANGUAGES, words, strict=False)) for term, *words in rows}


def test_every_term_has_its_words_and_its_meaning() -> None:
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    assert len(glossary()) == page.count("\n| `") > 80


@pytest.mark.parametrize(("key", "term"), SAME.items())
def test_the_program_says_what_the_glossary_says(key: str, term: str) -> None:
    said = {language: text.casefold() for language, text in texts()[f"words.{key}"].items()}
    assert said == {language: text.casefold() for language, text in glossary()[term].items()}


@pytest.mark.parametrize("term", INSIDE)
def test_chinese_sentences_use_the_same_words(term: str) -> None:
    """Where the English text names the party or the paper, so does the Chinese one; a short form may stand for it."""
    word = glossary()[term]
    strange = []
    for key, said in texts().items():
        english = re.sub(r"\{\w*\}", "", said.get("en", ""))
        if not re.search(rf"\b{word['en']}s?\b", english, re.IGNORECASE):
            continue
        for language in ("zh-Hans", "zh-Hant"):
            if SHORT.get(word[language], word[language]) not in said[language]:
                strange.append((key, language, said[language]))
    assert strange == []
