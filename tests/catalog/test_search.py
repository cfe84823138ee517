"""Finding a code while typing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.conftest import TODAY
from wasteflow.catalog.book import Book
from wasteflow.catalog.search import search


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
