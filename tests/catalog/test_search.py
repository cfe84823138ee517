"""Finding a code while typing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.conftest import TODAY
from wasteflow.catalog import law
from wasteflow.catalog.book import Book
from wasteflow.catalog.search import search, without_codes
from wasteflow.catalog.trade_words import trade_words


def codes(book: Book, words: str, **how: object) -> list[str]:
    return [c.code for c in search(book, words, TODAY, **how)]  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["336-054-17", "33605417", "336-054", "３３６－０５４", "336–054–17", "336—054"])
def test_a_code_comes_first_by_its_beginning(book: Book, words: str) -> None:
    assert codes(book, words)[0] == "336-054-17"


def test_chinese_words_find_names_and_those_that_begin_so_come_first(book: Book) -> None:
    found = codes(book, "喷漆")
    assert found[0] == "900-252-12"  # 喷漆上漆废物
    assert "900-250-12" in found  # 溶剂型光漆涂布喷漆废物


def test_traditional_characters_find_the_simplified_names(book: Book) -> None:
    assert codes(book, "廢礦物油") == codes(book, "废矿物油")
    assert codes(book, "電鍍污泥", scheme="hk-cw") == ["CW-08"]
    assert codes(book, "电镀污泥", scheme="hk-cw") == ["CW-08"]


def test_words_without_a_space_between_them_find_what_is_both(book: Book) -> None:
    found = codes(book, "电镀污泥", scheme="cn-hw")
    assert "336-054-17" in found
    assert found == codes(book, "電鍍污泥", scheme="cn-hw")
    assert codes(book, "电镀污泥")[0] == "CW-08", "what is called so comes first"
    assert codes(book, "电镀香蕉") == []
    assert codes(book, "香蕉" * 50) == []


def test_every_word_must_fit(book: Book) -> None:
    found = search(book, "HW17 污泥", TODAY)
    assert found
    assert all(c.category == "HW17" for c in found)
    assert codes(book, "HW17 蓄电池") == []


def test_english_and_portuguese_find_by_the_category(book: Book) -> None:
    assert {c.category for c in search(book, "asbestos", TODAY, scheme="cn-hw")} == {"HW36"}
    assert "CW-90" in codes(book, "amianto")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("废铅酸蓄电池", "900-052-31"),
        ("廢鉛酸蓄電池", "900-052-31"),
        ("lead-acid battery", "900-052-31"),
        ("bateria de chumbo", "900-052-31"),
        ("废机油", "900-214-08"),
        ("偈油", "CW-01"),
        ("渣土", "CD-01"),
        ("餘泥", "CD-01"),
        ("医疗垃圾", "841-001-01"),
        ("infectious", "841-001-01"),
        ("HW01 sharps", "841-002-01"),
        ("光管", "900-023-29"),
        ("废线路板", "900-045-49"),
        ("天拿水", "900-402-06"),
    ],
)
def test_what_the_trade_calls_it_is_found(book: Book, words: str, code: str) -> None:
    assert code in codes(book, words)


def test_the_lists_own_names_come_before_words_of_the_trade(book: Book) -> None:
    own = codes(book, "泥浆", scheme="cn-hw")
    assert own, "named so in the list itself"
    assert codes(book, "泥浆")[: len(own)] == own
    first = search(book, "润滑油", TODAY)
    named = ["润滑油" in c.name_zh for c in first]
    assert named == sorted(named, reverse=True)


def test_a_category_of_which_we_hold_no_code_is_told(book: Book) -> None:
    assert [c.code for c in without_codes(book, "渣土", TODAY)] == ["SW70"]
    assert [c.code for c in without_codes(book, "demolition", TODAY)] == ["SW73"]
    assert without_codes(book, "废机油", TODAY) == [], "its category has codes"
    assert without_codes(book, "", TODAY) == []


def test_words_of_the_trade_stand_for_what_the_lists_hold_in_four_languages(book: Book) -> None:
    for one in trade_words():
        key = (one.scheme, one.code)
        assert key in book.codes or key in book.categories, key
        assert list(one.words) == ["zh-Hans", "zh-Hant", "en", "pt"], key
        assert all(words and all(words) for words in one.words.values()), key
    assert len({(one.scheme, one.code) for one in trade_words()}) == len(trade_words())
    about = law.parse("trade_words")["about"]
    assert about["source"]
    assert about["confidence"] == "assumed"


def test_list_and_category_narrow_the_search(book: Book) -> None:
    assert all(c.startswith("CW") for c in codes(book, "", scheme="hk-cw"))
    assert len(codes(book, "", category="hw01", limit=100)) == 5
    assert len(codes(book, "", limit=1000)) == 531
    assert len(codes(book, "900", limit=7)) == 7


def test_it_is_quick_enough_to_type_into(book: Book) -> None:
    search(book, "", TODAY)
    started = time.perf_counter()
    for words in ("9", "90", "900", "废", "废矿", "废矿物", "hw17 污泥", "surface treatment"):
        search(book, words, TODAY)
    assert (time.perf_counter() - started) / 8 < 0.05  # some 2 ms; the bound leaves room for a busy machine


@given(st.text(max_size=40))
def test_any_words_may_be_searched(book: Book, words: str) -> None:
    assert len(search(book, words, TODAY)) <= 20
