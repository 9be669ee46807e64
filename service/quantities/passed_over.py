"""What holds digits but is no quantity: dates, ordinals, document numbers, slogans, codes, list numbers, page marks."""

from service.quantities.numerals import NUMERAL_CLASS

_YEAR = r"(?:19|20)\d\d"
_CHINESE_YEAR = r"[一二][零九][零一二三四五六七八九]{2}"
_TO = r"[-—~至到]{1,2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_ORDINAL = rf"(?:\d+|[{NUMERAL_CLASS}]+)"

PASSED_OVER = "|".join(
    (
        r"https?://\S+",
        r"《[^《》\n]{1,80}》",
        # ordinals and document numbers
        rf"第 ?{_ORDINAL}(?:{_TO}(?:第 ?)?{_ORDINAL})?",
        r"[〔\[﹝【](?:19|20)?\d{2,4}[〕\]﹞】] ?第? ?\d* ?号?",
        rf"\({_YEAR}\) ?\d+ ?号",
        # years and dates
        rf"{_YEAR}(?: ?年)? ?{_TO} ?(?:{_YEAR}|\d\d) ?(?:学?年度?|届)",
        rf"{_YEAR} ?(?:年|届)(?:度)?(?: ?\d{{1,2}}(?:{_TO}\d{{1,2}})? ?月(?: ?\d{{1,2}} ?日)?)?",
        rf"{_YEAR}[-./年]{_MONTH}[-./月]{_DAY}(?!\d)日?",
        rf"{_CHINESE_YEAR}(?: ?年?{_TO}{_CHINESE_YEAR})? ?年",
        rf"(?<!\d)(?<!\d\.){_MONTH}(?: ?月)? ?(?:[-—~至到、]{{1,2}} ?{_MONTH} ?月|月)(?: ?{_DAY} ?日)?",
        r"[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?",
        # telephone numbers, times and ratios, versions, codes
        r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9})(?!\d)(?! ?[元万亿])",
        r"\d+(?:[:：]\d+)+",
        r"\d+(?:\.\d+){2,}",
        r"\d+(?:-\d+){2,}",
        # slogans, generations of mobile networks, vague counts
        r"\d+(?:\+[\dA-Z]+)+",
        r"(?<=[“\"])[\d+\-]+(?=[”\"])",
        r"(?<![\d.])[2-6]G(?![A-Za-z])",
        rf"[几数]十[{NUMERAL_CLASS}]*",
        # list numbers and page marks
        rf"(?m:^) *\(?\d{{1,2}}(?:[.、](?!\d)|\)(?! *$)|\.(?={_YEAR} ?年))(?= ?[^\s|])",
        r"(?m:^) *[-—]+ ?\d{1,4} ?[-—]+ *$",
    )
)
"""A pattern for all of it, to be passed over as a whole."""
