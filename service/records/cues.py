"""Words that open a list of parts, or end one, as data."""

import re

OF_WHICH = re.compile(
    r"其中|包括|含(?!量)|构成|组成|分别是|具体(?:为|是)|分为|分布|按[^，。；]{1,12}(?:分|看|列示|划分)|用于|投向|去向|流向|用途[为是]|"
    r"[从分][^，。；]{1,8}看|分(?:成|为)?[两二三四五六七八九][批期次年类块]|"
    r"(?:分配|安排|分布|使用|拨付|明细)[^，。；]{0,4}如下|由\s*$|来源[为是]|"
    r"[有分为是][两二三四五六七八九十][个大项类块部级种方笔批条支]?[^，。；]{0,5}[:：]"
)
VIEWED = re.compile(r"上述[^，。；]{0,14}[:：]|按[^，。；]{1,12}(?:分|看|列示|划分)|[从分][^，。；]{1,8}看")
"""分税种看, 按功能科目列示: what follows is a split of the figure before, item by item."""
COLON = re.compile(r"[:：]\s*(?:[（(]?[一1①][)）]?[是、.．]?)?\s*$")
"""What ends on a colon opens a list: a cue only where the sum comes out."""
NAMELY = re.compile(r"[，,]\s*(?:为|是|系)")
"""结余57万元，为结转41万元、尾款16万元: a cue only where the sum comes out."""
BRACKET = re.compile(r"[（(]\s*(?:其中[:：]?|含|包括)?\s*$")
AWAY = re.compile(r"另有|另外|此外|(?<!其)另|同时|同期|加上|收回")
"""Words behind which a list goes on no more."""
ENUMERATOR = re.compile(
    r"(?:^|[\s。；;：:，])(?:(?P<arabic>\d{1,2}[.．、](?!\d))|(?P<paren>[（(]\d{1,2}[）)])|(?P<circle>[①-⑳])|"
    r"(?P<han>[（(][一二三四五六七八九十]+[）)]))\s*$"
)
"""A list number at the end of the words before an item, by its sort."""
HIGHER = {
    "circle": r"[（(]\d{1,2}[）)]|\n\s*\d{1,2}[.．、]",
    "paren": r"\n\s*\d{1,2}[.．、]|[（(][一二三四五六七八九十]+[）)]",
    "arabic": r"[（(][一二三四五六七八九十]+[）)]|\n[一二三四五六七八九十]、",
    "han": r"\n[一二三四五六七八九十]+、",
}
"""List numbers that stand above each sort, and end its list."""
