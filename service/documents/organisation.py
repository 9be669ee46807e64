"""Whose report it is."""

import re
from collections import Counter

from service.documents.folding import fold, squeeze

BODY = (
    r"(?:人民政府(?:办公室)?|街道办事处|管理委员会|人民法院|人民检察院|管理处|中心|联合会|委员会|学院|学校|医院|医院|林场|办公室"
    r"|图书馆|博物馆|文化馆|公路段|监测站|推广站|供销社|协会|局|厅|委|院|馆|处|站|队|校)"
)
OFFICE = r"(?<![主举承开创申代督])办(?=\d{4})"
"""An office by its short form, 综合执法办: elsewhere than before a year 办 is a verb."""

HAN = r"[\u4e00-\u9fff]"
PLACE = re.compile(
    rf"(?:关于)?(?:\d{{4}}年?度?)?({HAN}{{1,12}}?(?:省|市|县|区|旗|州|镇|乡|苏木)(?:{HAN}{{1,4}}(?:县|区|旗|镇|乡|苏木))?)"
)
IN_TITLE = re.compile(
    rf"(?:关于)?({HAN}{{2,30}}?(?:{BODY}|{OFFICE}))(?=(?:关于)?(?:\d{{4}}|[二一][〇零○])|部门|整体支出|工作报告|{HAN}{{2,16}}项目支出|项目支出|单位决算)"
)
AFTER_YEAR = re.compile(rf"^\d{{4}}年?度?({HAN}{{2,30}}?{BODY})(?=部门|整体|单位|决算|项目)")
LABELS = (
    r"(?:项目)?实施单位|项目单位|填报单位|(?:部门|单位)(?:\((?:单位|部门)\))?(?:全称|名称)",
    r"项目(?:主管)?(?:部门|单位)|(?:地方)?主管部门|发布机构|公开责任部门|委托单位",
)
VALUE = r"(?: *\((?:公章|盖章)\))*[:| \n]++(?:[\[\d]+(?:\]|-))? *([^ \n|:,。()]{4,40})"
LABELLED = tuple(re.compile(rf"(?<!{HAN})(?:{names}){VALUE}") for names in LABELS)
SUPERIOR = re.compile(r"^(?:国家|财政部|住房和城乡建设部|省|自治区|市|县|区)")
TOWNSHIP = re.compile(r"[镇乡]$|苏木$")
REGION = 3_000
NO_OWNER = re.compile(r"财政局$|人民政府$|人大|政协|委$|审计局|统计局|网|[,、和与及]|等|各")
COMMISSIONER = "财政局"
"""Finance bureaus are named in everybody's reports: they own one only where no other unit of the place is named."""


def find_organisation(text: str, title: str | None) -> str | None:
    """The unit's name from the title, a labelled field near the beginning, or the body; ``None`` where none has it."""
    printed, folded = squeeze(title or ""), fold(text)
    name = fold(printed)
    if match := AFTER_YEAR.search(name) or IN_TITLE.search(name):
        return printed[match.start(1) : match.end(1)]
    return _labelled(folded[:REGION]) or _in_body(name, folded)


def _labelled(head: str) -> str | None:
    for pattern in LABELLED:
        for match in pattern.finditer(head):
            if not SUPERIOR.match(match[1]):
                return match[1].removesuffix("部门")
    return None


def _in_body(title: str, folded: str) -> str | None:
    """The unit of the title's place that the text names most often, with the place's name or its rank before it."""
    match = PLACE.match(title)
    if not match:
        return None
    place = match[1]
    named = _units_after(place, folded) or _units_after(place[-1], folded)
    if named:
        return place + named
    if TOWNSHIP.search(place):
        return place + "人民政府"
    return place + COMMISSIONER if "预算" in title or place + COMMISSIONER in folded else None


def _units_after(name: str, folded: str) -> str | None:
    units = Counter(re.findall(rf"{name}({HAN}{{2,14}}?{BODY})(?!{HAN}{{0,4}}(?:门户|网站))", folded))
    return next((unit for unit, _ in units.most_common() if not NO_OWNER.search(unit)), None)
