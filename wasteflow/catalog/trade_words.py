"""What the trade calls a waste where the lists call it otherwise, as data: `data/trade_words.toml`."""

from functools import cache

import msgspec

from wasteflow.catalog.law import parse


class TradeWords(msgspec.Struct, frozen=True):
    """The words for one code or one category, by language. They help to find it and decide nothing."""

    scheme: str
    code: str  # or category
    words: dict[str, tuple[str, ...]]

    @property
    def every(self) -> list[str]:
        return [word for words in self.words.values() for word in words]


@cache
def trade_words() -> tuple[TradeWords, ...]:
    """All of them, in the file's order."""
    return tuple(_read(dict(block)) for block in parse("trade_words")["words"])


def _read(block: dict[str, object]) -> TradeWords:
    scheme, code = block.pop("scheme"), block.pop("code")
    return msgspec.convert({"scheme": scheme, "code": code, "words": block}, TradeWords)
