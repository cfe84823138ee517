"""A refusal that names its law names one that the catalogue knows."""

from tests.house.ours import notices
from wasteflow.catalog import law


def test_each_source_is_a_citation():
    unknown = {cls.code: cls.source for cls in notices() if cls.source and cls.source not in law.citations()}
    assert unknown == {}
