"""Invented names and numbers. Numbers have the right form and check digit, in ranges that no registry gives out:
credit codes with DEM0 in the organisation's part, Hong Kong and Macao numbers that begin with 99."""

from random import Random

from wasteflow.places.identity import check_character
from wasteflow.places.model import VESSEL

_STEMS = (
    ("鹏晟", "Pengsheng"), ("粤晖", "Yuehui"), ("海澜", "Hailan"), ("恒泽", "Hengze"), ("金隆", "Jinlong"),
    ("嘉禾", "Jiahe"), ("宏远", "Hongyuan"), ("明信", "Mingxin"), ("东溪", "Dongxi"), ("瑞盈", "Ruiying"),
    ("华沛", "Huapei"), ("新港", "Xingang"), ("正源", "Zhengyuan"), ("百川", "Baichuan"), ("力丰", "Lifeng"),
    ("永洁", "Yongjie"), ("天河源", "Tianheyuan"), ("联创", "Lianchuang"), ("绿湾", "Luwan"), ("德昌", "Dechang"),
    ("富临", "Fulin"), ("安泰", "Antai"), ("顺发", "Shunfa"), ("晶宇", "Jingyu"), ("宝岭", "Baoling"),
    ("雄湾", "Xiongwan"), ("合力", "Heli"), ("中沃", "Zhongwo"), ("同益", "Tongyi"), ("启航", "Qihang"),
    ("南溪", "Nanxi"), ("凯旋", "Kaixuan"), ("星辉", "Xinghui"), ("翠湖", "Cuihu"), ("光越", "Guangyue"),
    ("澄江", "Chengjiang"), ("石岩", "Shiyan"), ("和畅", "Hechang"), ("云帆", "Yunfan"), ("博雅", "Boya"),
)  # fmt: skip
_TRADITIONAL = str.maketrans(
    "鹏粤晖海澜恒泽隆远东华沛新港联创绿湾昌临顺发宝岭中沃启航凯辉云帆",
    "鵬粵暉海瀾恆澤隆遠東華沛新港聯創綠灣昌臨順發寶嶺中沃啟航凱輝雲帆",
)
_SURNAMES = "陈李张黄何林梁罗郑谢冯邓曾彭蔡潘叶卢钟谭"
_GIVEN = (
    "志强",
    "晓彤",
    "建华",
    "丽娟",
    "伟明",
    "嘉欣",
    "国栋",
    "慧敏",
    "俊杰",
    "淑芬",
    "文辉",
    "雪梅",
    "子豪",
    "秀英",
    "永康",
    "佩仪",
)
_ROADS = ("工业大道", "创新路", "环保路", "科技二路", "沿江路", "振兴街", "东环路", "港口大道")
_HONG_KONG_ROADS = ("海灣路", "工業街", "環保大道", "興業里")


def stems(random: Random) -> list[tuple[str, str]]:
    """All stems of company names in some order: Chinese and English."""
    return random.sample(_STEMS, len(_STEMS))


def traditional(stem: str) -> str:
    """The stem as it is written in Hong Kong and Macao."""
    return stem.translate(_TRADITIONAL)


def person(random: Random) -> str:
    """A name that nobody in particular has."""
    return random.choice(_SURNAMES) + random.choice(_GIVEN)


def address(random: Random, district: str, abroad: bool) -> str:
    """A street and number that may or may not exist."""
    road = random.choice(_HONG_KONG_ROADS if abroad else _ROADS)
    return f"{district}{road}{random.randint(1, 299)}{'號' if abroad else '号'}"


def company_number(city: str, serial: int) -> str:
    """The number of the demo's company `serial` (from 1) of a city, of the form its place uses."""
    if city == "810000":
        return f"99{serial:06}"
    if city == "820000":
        return f"99{serial:03}SO"
    first17 = f"91{city}DEM0{serial:05}"
    return first17 + check_character(first17)


def mmsi(random: Random) -> str:
    """What stands for a barge's plate; China's begin with 412 to 414."""
    return f"{VESSEL}413{random.randint(0, 999_999):06}"


def plate(random: Random, city: str, prefixes: tuple[str, ...]) -> str:
    """A plate of the city; some lorries are electric, with the longer plate."""
    if city == "810000":
        return f"{random.choice('EHJKLMN')}{random.choice('ABCDEFGH')}{random.randint(1000, 9999)}"
    if city == "820000":
        return f"M{random.choice('ABCDEFGH')}{random.randint(1000, 9999)}"
    digits = f"{random.randint(0, 99999):05}"
    if random.random() < 0.3:
        return f"{prefixes[0]}{digits}D"
    return f"{prefixes[0]}{random.choice('ABCDEGHJKLMN')}{digits[1:]}"
