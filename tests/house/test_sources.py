"""A refusal that names its law names one that the catalogue knows."""

from tests.house.ours import notices
from wasteflow.catalog import law
from wasteflow.generated import errors_page


def test_each_source_is_a_citation():
    unknown = {cls.code: cls.source for cls in notices() if cls.source and cls.source not in law.citations()}
    assert unknown == {}


def test_each_code_on_the_page_says_where_it_is_from():
    """With its article, or as our own."""
    blocks = errors_page().split("\n## ")[1:]
    silent = [block.splitlines()[0] for block in blocks if block.count("\n- source: ") != 1]
    assert silent == []
    assert sum("- source: own rule" not in block for block in blocks) > 80
