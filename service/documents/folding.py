"""Text folded for matching, one character for one character, so that offsets stay those of the original."""

import re

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
BLANKS = dict.fromkeys(map(ord, "\u3000\u00a0\t\u2002\u2003\u2009"), " ")
BRACKETS = {ord("﹝"): "〔", ord("﹞"): "〕", ord("［"): "[", ord("］"): "]"}
TRADITIONAL = (
    "報總結決預績項體評價計劃單門財務會關於縣區員廳處機構稱實發佈來題設議級辦編號書說錄國資產業農經濟監衛環鄉鎮學館縮應"
)
SIMPLIFIED = (
    "报总结决预绩项体评价计划单门财务会关于县区员厅处机构称实发布来题设议级办编号书说录国资产业农经济监卫环乡镇学馆缩应"
)
FOLDING = FULL_WIDTH | BLANKS | BRACKETS | dict(zip(map(ord, TRADITIONAL), SIMPLIFIED, strict=True))
"""Full width → ASCII, exotic blanks → space, and the traditional forms of the words that titles and labels use."""

BLANK_RUN = re.compile(r"\s+")


def fold(text: str) -> str:
    """``text`` for matching; ``len(fold(text)) == len(text)``."""
    return text.translate(FOLDING)


def squeeze(text: str) -> str:
    """``text`` without any white space."""
    return BLANK_RUN.sub("", text)
