"""The year that a report accounts for, which is not the year in which it was published."""

import re
from collections import Counter

from service.documents.folding import fold, squeeze

NUMERALS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
CHINESE_YEAR = re.compile(r"(?<![一二三四五六七八九十])[二一][〇零○九][〇零○一二三四五六七八九]{2}(?= *年)")
YEAR = r"(?<!\d)((?:19|20)\d\d)"
SPAN = re.compile(rf"(?<!\d)(?:19|20)\d\d *年? *[-—–~至到] *{YEAR} *(?:年|届|学年)")
TITLE_YEAR = re.compile(rf"{YEAR}(?= *年|绩效|年度|部门)")
OWN_LINE = re.compile(rf"^ *+\(?+ *+(?:截[至止])? *+{YEAR} *年(?:度|末|底)? *\)?", re.MULTILINE)
FISCAL = re.compile(rf"{YEAR} *年度")
ANY = re.compile(rf"{YEAR} *年(?! *\d{{1,2}} *月 *\d{{1,2}} *日)")
DELIVERED = re.compile(rf"{YEAR} *年 *(\d{{1,2}}) *月 *\d{{1,2}} *日 *在")
NAMES = re.compile(r"《[^》]{0,80}》|〔\d{4}〕|\(\d{4}-\d{4}年?\)")
REPORT_TO_CONGRESS = re.compile(r"工作报告")
FIRST_MONTHS = 6
"""Congresses that meet in the first half of a year hear the report on the year before."""
HEAD = 1_500


def find_fiscal_year(text: str, title: str | None) -> str | None:
    """Four digits, from the title, a line of its own or the body; of a span of years the last; else ``None``."""
    folded = _with_digits(fold(text))
    name = squeeze(_with_digits(fold(title or "")))
    if REPORT_TO_CONGRESS.search(name) and (year := _reported_to_congress(folded[:HEAD], name)):
        return year
    return _in_title(name) or _in_body(NAMES.sub("", folded))


def _with_digits(folded: str) -> str:
    return CHINESE_YEAR.sub(lambda match: match[0].translate(NUMERALS), folded)


def _in_title(name: str) -> str | None:
    match = SPAN.search(name) or TITLE_YEAR.search(name)
    return match[1] if match else None


def _reported_to_congress(head: str, name: str) -> str | None:
    delivered = DELIVERED.search(head)
    if not delivered:
        return None
    stated = _in_title(name)
    year, month = int(delivered[1]), int(delivered[2])
    if stated and int(stated) != year:
        return stated
    return str(year - 1 if month <= FIRST_MONTHS else year)


def _in_body(body: str) -> str | None:
    for region, pattern in ((body[:HEAD], OWN_LINE), (body, FISCAL), (body, ANY)):
        if years := Counter(pattern.findall(region)):
            return str(years.most_common(1)[0][0])
    return None
