"""What a report is called: the first lines that read like the title of one."""

import re
from collections.abc import Iterator, Sequence

from service.documents.folding import BLANK_RUN, fold, squeeze

REGION = 2_000
"""Characters in which the title must stand; web pages and covers put this much before it."""

MOST_LINES = 4
LONGEST = 90

NOUNS = (
    "报告|自评表|评价表|评分表|得分表|申报表|批复表|目标表|决算|预算"
    "|说明|总结|公报|公告|公示|公开|计划|打算|安排|思路|情况|摘要"
)
TAIL = r"(?:\([^()]{1,12}\)|\[\d+\]| )*"
ENDS = re.compile(rf"(?:{NOUNS}){TAIL}$")
NAMED = re.compile(rf"(?:报告|自评表|评价表|申报表|决算){TAIL}$")
"""What a title may end in that follows the bare name of a form; rows of the form end in other words."""

SUBJECT = re.compile(
    "绩效|决算|预算|工作|财政|收支|公报|资金|项目|支出|自评|自查|评价|服务|收益|总结|审计|检查|统计|计划|发展|完成情况|运行|运营|经营"
)
FURNITURE = re.compile(
    r"附[件表录]? *\d*(?:-\d+)? *:?$|目 *录|[(—-]* *\d+ *[/—-]? *\d* *[)—-]*$|第 *\d+ *页"
    r"|(?:当前|您)[^:]{0,6}位置|首页|.{0,12}(?:门户网站|人民政府网|会议文件)|.*(?:号|制|编制|有效|\(.)$|监督索引"
)
"""Page marks, annex marks, bread crumbs, document numbers, who printed the form."""

LABELLED = re.compile(r"[^:《]{0,14}(?<!\d) *[:｜]")
"""A line such as 索引号：… states a property of the page or the report."""

NUMBER = re.compile(r"第?[一二三四五六七八九十]+(?:部分|、)|\([一二三四五六七八九十]+\)|\d{1,2}[.、]")
DATED = re.compile(r"\(?\d{4} *[年-] *\d|.*(?:发布|来源|作者|日期|时间|浏览|字号|打印)")
SENTENCE = re.compile(r"[。;!?]|[,:]$")
ANNOTATION = re.compile(r"\[\d+\]|\.(?:pdf|docx?|xlsx?)$|[*#|]+|&nbsp;|<[^>]*>")
OWNER = re.compile(r"[省市县区旗州镇乡局院馆站校厅委会](?!域|级|直|场)|中心|林场|公路段|开发区")
YEAR = re.compile(r"\d{4}")
HAN = re.compile("[\u4e00-\u9fff]")


def find_title(text: str) -> str | None:
    """The title on one line, as printed but for line breaks, emphasis and footnote marks; ``None`` without one.

    A title that names neither year nor owner is taken only where no other follows it: it may be the name of a form.
    """
    lines = list(_lines(text[:REGION]))
    generic = None
    for index, line in enumerate(lines):
        if _may_stand(line) and ENDS.search(squeeze(fold(line))):
            title = _with_beginning(lines[: index + 1])
            if not SUBJECT.search(squeeze(fold(title))):
                continue
            if _is_complete(title) and (generic is None or NAMED.search(squeeze(fold(title)))):
                return title
            generic = generic or title
    return generic


def _lines(region: str) -> Iterator[str]:
    """The lines of ``region`` that hold words; a lone character is what a narrow page left of the line before it."""
    held = ""
    for raw in region.split("\n"):
        line = BLANK_RUN.sub(" ", ANNOTATION.sub(" ", raw)).strip()
        if len(line) == 1 and HAN.match(line) and held:
            held += line
        elif line:
            if held:
                yield held
            held = line
    if held:
        yield held


def _may_stand(line: str) -> bool:
    """Whether ``line`` can belong to a title at all."""
    folded = fold(line)
    refused = (FURNITURE.match, NUMBER.match, LABELLED.match, SENTENCE.search)
    return len(line) <= LONGEST and not any(refuse(folded) for refuse in refused)


def _is_complete(title: str) -> bool:
    folded = squeeze(fold(title))
    return bool(OWNER.search(folded) or YEAR.search(folded[1:]))


def _with_beginning(lines: Sequence[str]) -> str:
    """The last of ``lines``, and the lines before it as long as it does not name an owner by itself."""
    title = lines[-1]
    for line in lines[-2 : -MOST_LINES - 1 : -1]:
        folded = squeeze(fold(title))
        if OWNER.search(folded) or (YEAR.search(folded[1:]) and not YEAR.match(folded)):
            break
        if not _may_stand(line) or DATED.match(fold(line)) or not _is_complete(line) or len(line + title) > LONGEST:
            break
        title = line + title
    return title
