"""One-to-one folding of characters for matching: every offset into the folded text is an offset into the original."""

_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"

# Full-width punctuation that separates clauses stays apart from its ASCII twin, which can stand inside a number.
_WIDTH = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；：！？"}
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys("−﹣‐‑‒", "-")
    | dict.fromkeys("–―─━﹘", "—")
    | dict.fromkeys("〜∼﹏", "~")
    | dict.fromkeys("≦⩽", "≤")
    | dict.fromkeys("≧⩾", "≥")
    | {"﹪": "%", "﹤": "<", "﹥": ">", "￥": "¥", "￡": "£", "﹩": "$", "µ": "μ", "▲": "△", "∕": "/"}
)

# Traditional characters, as far as they occur in numerals, units, currencies and bound words.
_SIMPLIFIED = str.maketrans(
    "萬億點負兩貳參陸〇○◯個幾餘畝圓圜幣處條項戶場臺輛噸張頭隻雙課時鐘歲種類層間樓門對組團隊縣鄉鎮頃盞棟幅冊號筆"
    "輪屆約過達於內鋪會員園區網題範圍歐鎊韓紐羅盧銖蘭裏裡餐馬樹顆針劑盤塊雞羊額數師學釐變滿環產與從臨將據專業質長"
    "貫陣給費體統減節總養導協轉陽陰聯櫃吋呎哩",
    "万亿点负两贰叁陆零零零个几余亩圆圆币处条项户场台辆吨张头只双课时钟岁种类层间楼门对组团队县乡镇顷盏栋幅册号笔"
    "轮届约过达于内铺会员园区网题范围欧镑韩纽罗卢铢兰里里餐马树颗针剂盘块鸡羊额数师学厘变满环产与从临将据专业质长"
    "贯阵给费体统减节总养导协转阳阴联柜寸尺里",
)

_FOLD = _SIMPLIFIED | _WIDTH


def fold(text: str) -> str:
    """``text`` in half width and simplified characters, as far as quantities need it; its length is unchanged."""
    return text.translate(_FOLD)


def fold_width(text: str) -> str:
    """``text`` in half width only: what a unit is printed as."""
    return text.translate(_WIDTH)
