"""Finding a waste code while somebody types: by code, by Chinese words in either script, by category, by English, by
what the trade calls it.

Everything is in memory and a list has some hundred lines: looking at each takes less than asking a database.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache

from msgspec import Struct

from wasteflow.catalog.book import Book, Key
from wasteflow.catalog.codes import HYPHENS
from wasteflow.catalog.editions import holding, holds
from wasteflow.catalog.model import Category, WasteCode
from wasteflow.catalog.trade_words import trade_words

# Characters of waste names that differ between the scripts; both are searched as Simplified.
_PAIRS = (
    "備备 儲储 內内 凈净 凍冻 劑剂 動动 單单 噴喷 圖图 塊块 塗涂 塵尘 壓压 學学 實实 專专 對对 層层 屬属",
    "幹干 廠厂 廢废 復复 態态 應应 拋抛 採采 換换 損损 擴扩 棄弃 業业 極极 構构 樣样 樹树 機机 殘残 毀毁",
    "氣气 氫氢 淨净 溫温 滲渗 漁渔 漿浆 潔洁 潤润 濃浓 濕湿 濾滤 瀝沥 煉炼 煙烟 熱热 燈灯 燒烧 爐炉 狀状",
    "環环 產产 療疗 發发 矽硅 礦矿 礬矾 禮礼 種种 積积 築筑 篩筛 紅红 純纯 紙纸 紡纺 組组 絕绝 綠绿 維维",
    "線线 緣缘 縮缩 織织 續续 羥羟 聯联 脫脱 膠胶 與与 蓋盖 藍蓝 藥药 處处 蝕蚀 蠟蜡 術术 衛卫 裝装 製制",
    "複复 襯衬 規规 視视 計计 設设 試试 護护 變变 貯贮 貴贵 質质 車车 輕轻 輛辆 輪轮 輸输 農农 進进 過过",
    "選选 還还 醫医 針针 釩钒 鈀钯 鈉钠 鈍钝 鈣钙 鈦钛 鈹铍 鉀钾 鉆钻 鉈铊 鉛铅 鉬钼 鉻铬 銀银 銅铜 銷销",
    "銻锑 鋁铝 鋅锌 鋇钡 鋰锂 鋼钢 錄录 錫锡 錶表 鍍镀 鎘镉 鎢钨 鎮镇 鎳镍 鏽锈 鐵铁 鑄铸 鑽钻 閃闪 開开",
    "間间 關关 陰阴 陽阳 險险 雙双 雜杂 離离 電电 響响 順顺 顏颜 類类 顯显 風风 飛飞 餅饼 養养 餘余 餾馏",
    "驗验 體体 髮发 鹵卤 鹼碱 鹽盐 麵面 黃黄 黏粘 點点 齒齿",
)
_SIMPLE = str.maketrans({pair[0]: pair[1] for line in _PAIRS for pair in line.split()})

# How well one word fits; the points of all words are added up. Words of the trade come after the lists' own names.
CODE, CODE_START, CATEGORY, NAME, NAME_START, IN_NAME = 100, 90, 80, 75, 70, 60
TRADE, CATEGORY_NAME, CATEGORY_TRADE, INDUSTRY = 50, 40, 35, 30

LONGEST_WORD = 12  # of Chinese characters that is looked for in parts


class Entry(Struct, frozen=True):
    """A code with its words as they are searched."""

    code: WasteCode
    written: str
    digits: str  # the code without hyphens
    category: str
    names: tuple[str, ...]
    category_names: tuple[str, ...]
    industry: str
    trade: tuple[str, ...]
    category_trade: tuple[str, ...]


def folded(text: str) -> str:
    """Text as it is compared: one width, plain hyphens, small letters, Simplified characters."""
    return HYPHENS.sub("-", unicodedata.normalize("NFKC", text)).lower().translate(_SIMPLE)


@lru_cache(maxsize=4)
def entries(book: Book, on: date | None) -> list[Entry]:
    """All codes that hold on a day; of no day those of all editions."""
    return [_entry(book, code, on or code.valid_from) for code in book.every_code() if on is None or holds(code, on)]


def _entry(book: Book, code: WasteCode, on: date) -> Entry:
    category = book.category(code.scheme, code.category, on)
    written = code.code.lower()
    names = (code.name_zh, code.name_zh_hant, code.name_en, code.name_pt)
    return Entry(
        code=code,
        written=written,
        digits=written.replace("-", ""),
        category=code.category.lower(),
        names=tuple(dict.fromkeys(folded(n) for n in names if n)),
        category_names=tuple(dict.fromkeys(map(folded, category.names.values()))) if category else (),
        industry=folded(code.industry or ""),
        trade=_trade().get((code.scheme, code.code), ()),
        category_trade=_trade().get((code.scheme, code.category), ()),
    )


@cache
def _trade() -> dict[Key, tuple[str, ...]]:
    """What the trade calls a code or a whole category, as it is compared."""
    return {(one.scheme, one.code): tuple(dict.fromkeys(map(folded, one.every))) for one in trade_words()}


def search(
    book: Book, words: str, on: date | None, *, scheme: str | None = None, category: str | None = None, limit: int = 20
) -> list[WasteCode]:
    """The codes that every word fits, best first; without words all, in their order. `on` as in `entries`."""
    asked = folded(words).split()
    found = [
        (sum(points), entry.written, entry.code)
        for entry in entries(book, on)
        if (scheme is None or entry.code.scheme == scheme)
        and (category is None or entry.category == category.lower())
        and all(points := [_points(entry, word) for word in asked])
    ]
    found.sort(key=lambda hit: (-hit[0], hit[1]))
    return [code for _, _, code in found[:limit]]


def without_codes(book: Book, words: str, on: date) -> list[Category]:
    """Categories that the words fit by name or in the trade, and of which we hold no code: our lists are incomplete."""
    asked = folded(words).split()
    held = {(entry.code.scheme, entry.code.category) for entry in entries(book, on)}
    found = (holding(editions, on) for key, editions in book.categories.items() if key not in held)
    return [one for one in found if one and asked and all(_names(one, word) for word in asked)]


def _names(category: Category, word: str) -> bool:
    names = (category.code.lower(), *map(folded, category.names.values()))
    return any(word in name for name in (*names, *_trade().get((category.scheme, category.code), ())))


def _points(entry: Entry, word: str) -> int:
    return max(_each_points(entry, word)) or _points_in_two(entry, word)


def _points_in_two(entry: Entry, word: str) -> int:
    """Chinese is written without spaces: 电镀污泥 finds what is 电镀 and 污泥, after what is called so."""
    if len(word) < 4 or len(word) > LONGEST_WORD or not all("一" <= c <= "鿿" for c in word):
        return 0
    halves = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
    return max(min(max(_each_points(entry, a)), _points(entry, b)) for a, b in halves) // 2


def _each_points(entry: Entry, word: str) -> Iterator[int]:
    yield 0
    if word in (entry.written, entry.digits):
        yield CODE
    elif entry.written.startswith(word) or entry.digits.startswith(word):
        yield CODE_START
    if word == entry.category:
        yield CATEGORY
    for name in entry.names:
        if word in name:
            yield NAME if name == word else NAME_START if name.startswith(word) else IN_NAME
    if any(word in name for name in entry.category_names):
        yield CATEGORY_NAME
    if any(word in name for name in entry.trade):
        yield TRADE
    if any(word in name for name in entry.category_trade):
        yield CATEGORY_TRADE
    if word in entry.industry:
        yield INDUSTRY
