"""The words that the linking rules know, as data: directions, bounds, stages, heads of columns, marks of structure."""

import re
from collections.abc import Mapping, Sequence

from service.quantities import Bound
from service.records.record import Stage

DOWN = (
    "减少", "下降", "降低", "压减", "压缩", "节约", "减支", "减收", "缩减", "收窄", "回落", "下滑", "下浮", "减幅",
    "降幅", "缩短", "缩小", "少", "低", "慢", "降", "减", "縮減", "減少", "下調", "下调", "短", "窄", "节省", "跌",
    "负增长", "核减", "低于", "慢于", "差", "欠", "短收", "尚差", "短缺", "滞后", "放缓", "减缓", "趋缓", "延后",
    "偏少", "偏低", "压降", "下跌", "微降", "调减",
)  # fmt: skip
"""Words of a fall: the figure behind them is negative."""

UP = (
    "增长", "增加", "上升", "提高", "提升", "增幅", "新增", "增收", "增支", "扩大", "净增", "上涨", "上浮", "增",
    "高出", "高于", "高", "多", "快", "超出", "超过", "超", "增長", "增多", "涨", "升", "减亏", "延长", "快于",
    "涨幅", "增速", "优于", "净增加", "翻", "好于", "大", "多出", "加快", "回升", "反弹", "攀升", "偏多", "偏高",
    "偏大", "提前", "超支", "增至", "微涨", "微增", "调增", "核增",
)  # fmt: skip
"""Words of a rise."""

STEADY = ("持平", "变化", "变动", "浮动")

ADVERBS = (
    "各自", "分别", "均", "各", "共", "累计", "实际", "进一步", "小幅", "略", "有所", "已", "又", "总体", "大幅",
    "净", "总共", "，", ",", "、",
)  # fmt: skip
"""Words beside a direction that say nothing of the base."""

MORE_OR_LESS = re.compile(r"[多少增减](?:[^\W\d_]{1,2})$")
"""多争取, 少支: more or less of a verb."""

RATIO = re.compile(r"^(?:是|为|相当于)(?P<base>.+?)的?$")
"""是上年的: the figure behind it is a ratio to the base."""

BEFORE_BOUND: Sequence[tuple[str, Bound]] = (
    ("不少于|不低于|不小于|至少|≥|≧|>=|&ge;", Bound.AT_LEAST),
    ("不超过|不高于|不多于|不大于|不突破|控制在|至多|≤|≦|<=|&le;", Bound.AT_MOST),
    ("大约|约|約", Bound.ABOUT),
    ("将近|接近|不足|不到|近|低于|＜|<", Bound.BELOW),
    ("超过|突破|逾|高于|超|＞|>", Bound.ABOVE),
)
AFTER_BOUND: Sequence[tuple[str, Bound]] = (
    ("左右|上下|许", Bound.ABOUT),
    ("以上|及以上", Bound.AT_LEAST),
    ("以内|以下|之内|及以下", Bound.AT_MOST),
)
SIGNS: Mapping[str, Bound] = {
    "≥": Bound.AT_LEAST, "≧": Bound.AT_LEAST, "&ge;": Bound.AT_LEAST, ">=": Bound.AT_LEAST, "≤": Bound.AT_MOST,
    "≦": Bound.AT_MOST, "&le;": Bound.AT_MOST, "<=": Bound.AT_MOST, ">": Bound.ABOVE, "＞": Bound.ABOVE,
    "&gt;": Bound.ABOVE, "<": Bound.BELOW, "＜": Bound.BELOW, "&lt;": Bound.BELOW,
    "不低于": Bound.AT_LEAST, "不少于": Bound.AT_LEAST, "至少": Bound.AT_LEAST, "不超过": Bound.AT_MOST,
    "不高于": Bound.AT_MOST, "不多于": Bound.AT_MOST, "不突破": Bound.AT_MOST, "超": Bound.ABOVE, "超过": Bound.ABOVE,
    "突破": Bound.ABOVE, "不大于": Bound.AT_MOST, "不小于": Bound.AT_LEAST, "逾": Bound.ABOVE,
}  # fmt: skip
"""TARGET surfaces that are a bound in themselves."""

STAGES: Sequence[tuple[str, Stage]] = (
    ("结转|结余|結轉|結餘|沉淀", Stage.CARRYOVER),
    (
        "调整后?的?预算|调整预算|预算调整数|全年（调整）预算|全年预算|变动后|调增后|调减后|调整后|调整数|调整值",
        Stage.ADJUSTED,
    ),
    (
        "年初|预算数|预算批复|批复预算|支出预算|收入预算|预算安排|部门预算|年度预算|预算总?额|预算$|预算（A）",
        Stage.BUDGET,
    ),
    ("决算|支出|执行数|执行额|支付|报账|实际使用|已拨付|決算|支出数|执行$", Stage.FINAL),
)
"""Cues of a stage in a name or a column head, the first that is found decides."""
