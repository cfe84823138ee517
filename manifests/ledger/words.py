"""What people write into ledgers, and what it means here. Pure; one obvious place to add a word."""

from collections.abc import Mapping
from decimal import Decimal

from manifests.life.model import Basis

_SIMPLIFIED = str.maketrans(
    "產時間廢類別險碼單計噸數裝編稱態經辦門設領積體環節記錄來據內業儲鐵礦膠紙電燈鍍蝕劑潤過測評報",
    "产时间废类别险码单计吨数装编称态经办门设领积体环节记录来据内业储铁矿胶纸电灯镀蚀剂润过测评报",
)


def simplified(text: str) -> str:
    """Column names and words typed in Traditional characters mean the same."""
    return text.translate(_SIMPLIFIED)


def _words(meanings: Mapping[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in meanings.items() for word in words.split()}


# Kilograms in one unit.
UNITS = {
    word: kg
    for kg, words in (
        (Decimal(1000), "吨 公吨 t ton tonne tonnes"),
        (Decimal(1), "千克 公斤 kg kgs kilogram kilograms"),
    )
    for word in words.split()
}

FORMS = _words(
    {
        "solid": "固态 固体 固 solid",
        "semi_solid": "半固态 半固体 泥态 semi_solid",
        "liquid": "液态 液体 液 liquid",
        "gas": "气态 气体 gas",
    }
)

CONTAINERS = _words(
    {
        "drum": "桶 铁桶 塑料桶 胶桶 200l桶 drum",
        "bag": "袋 吨袋 编织袋 塑料袋 bag",
        "box": "箱 纸箱 木箱 box",
        "tank": "罐 储罐 槽罐 槽车 吨桶 ibc tank",
        "bin": "周转箱 垃圾桶 bin",
        "bulk": "散装 无包装 无 bulk",
    }
)

BASES = {
    word: Basis(meaning)
    for word, meaning in _words(
        {
            "weighed": "称重 过磅 电子秤 地磅 weighed",
            "estimated": "估算 估计 核算 物料衡算 estimated",
            "declared": "申报 declared",
        }
    ).items()
}

# Letters of HJ 1259's codes for the other parts of the ledger. HWCK is where HWCKLY begins: the longest comes first.
OTHER_LINKS = {
    "HWZXLY": "自行利用",
    "HWZXCZ": "自行处置",
    "HWWWLY": "委外利用",
    "HWWWCZ": "委外处置",
    "HWCKLY": "出口利用",
    "HWCKCZ": "出口处置",
    "HWRK": "入库",
    "HWCK": "出库",
}

_FORM_IN_NAME = _words(
    {
        "semi_solid": "污泥 泥渣 浮渣 油泥",
        "liquid": "废液 母液 废酸 废碱 乳化液 切削液 显影液 定影液 蚀刻液 槽液 溶剂 矿物油 润滑油 废油",
        "solid": "渣 灰 桶 包装 电池 活性炭 电路板 线路板 手套 抹布 灯管 树脂粉 催化剂 滤芯 边角料",
    }
)


def form_of(name: str) -> str:
    """What a waste's name plainly says of its form; empty where it says nothing, or two things."""
    found = {form for word, form in _FORM_IN_NAME.items() if word in name}
    if "泥渣" in name or "浮渣" in name:
        found.discard("solid")
    return found.pop() if len(found) == 1 else ""
