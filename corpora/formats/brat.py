"""BRAT standoff: ``NAME.txt`` with the text and ``NAME.ann`` with a line for each span, ``T1⇥LABEL 10 15⇥985万元``.

BRAT cuts a span at line ends into fragments (``0 4;5 9``): fragments with nothing but white space between them are
one span again. Truly discontinuous spans have no place here and are reported.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpora.formats.drafts import Draft, DraftSpan
from corpora.formats.files import File, texts
from corpora.formats.findings import Findings, Place
from corpora.report import AnnotatedReport

KINDS = {"R": "关系", "E": "事件", "A": "属性", "M": "属性", "N": "归一", "#": "批注", "*": "等价"}
_SPAN = re.compile(r"(T\S+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?")
_UNSAFE = re.compile(r"[^\w.\-]+")


def read(files: list[File], findings: Findings) -> Iterator[Draft]:
    """A draft for each pair among ``files``."""
    notes = {file.name.removesuffix(".ann"): file for file in files if file.name.endswith(".ann")}
    paired = set()
    for file, text in texts([file for file in files if file.name.endswith(".txt")], findings):
        name = file.name.removesuffix(".txt")
        paired.add(name)
        if name not in notes:
            findings.note(file.place, "没有同名的 .ann 文件，不导入")
            continue
        for ann, source in texts([notes[name]], findings):
            yield _draft(name, text, ann, source, findings)
    for name in sorted(notes.keys() - paired):
        findings.leave_out_file(notes[name].place, "没有同名的 .txt 文件，不知道正文")


def _draft(name: str, text: str, ann: File, source: str, findings: Findings) -> Draft:
    folder, _, stem = name.rpartition("/")
    spans, others = [], Counter[str]()
    for number, line in enumerate(source.replace("\r\n", "\n").split("\n"), start=1):
        place = Place(ann.path, number)
        if line[:1] in KINDS:
            others[KINDS[line[0]]] += 1
        elif line.strip():
            span = _span(line, text, place, findings)
            spans += [span] if span else []
    if others:
        counts = "、".join(f"{kind} {count} 条" for kind, count in others.items())
        findings.note(ann.place, f"{counts}，不导入")
    inside = folder.rpartition("/")[2] or ann.path.parent.name.split(".")[0]
    return Draft(text, spans, ann.place, stem, {"folder": inside} if inside else {})


def _span(line: str, text: str, place: Place, findings: Findings) -> DraftSpan | None:
    match = _SPAN.fullmatch(line)
    if match is None:
        findings.leave_out_span(place, f"不是 BRAT 的一行：“{line[:40]}”，应形如 T1⇥AMOUNT 10 15⇥985万元（⇥ 为制表符）")
        return None
    fragments = [tuple(map(int, fragment.split())) for fragment in match[3].split(";")]
    start, end = fragments[0][0], fragments[-1][1]
    if len(fragments) > 1 and not _joined(fragments, text, match[4]):
        findings.leave_out_span(
            Place(place.path, place.line, match.start(3) + 1), f"{match[1]} 是不连续的片段（{match[3]}），无法表示"
        )
        return None
    return DraftSpan(start, end, match[2], Place(place.path, place.line, match.start(2) + 1), match[4])


def _joined(fragments: Sequence[tuple[int, ...]], text: str, surface: str | None) -> bool:
    """Whether ``fragments`` are the lines of one span: a gap of a line end, one or two characters, between each."""
    gaps = [(end, start) for (_, end), (start, _) in pairwise(fragments)]
    if all(text[end:start].isspace() for end, start in gaps):
        return True
    # Offsets that count otherwise: the lines of the span stand in the text with line ends between them.
    lines = r"\s+".join(re.escape(word) for word in (surface or "").split())
    return all(1 <= start - end <= 2 for end, start in gaps) and bool(lines and re.search(lines, text))


def write(reports: Sequence[AnnotatedReport]) -> dict[str, bytes]:
    """``folder/id.txt`` and ``folder/id.ann`` for each report."""
    written: dict[str, bytes] = {}
    for report in reports:
        name = f"{_UNSAFE.sub('_', report.folder)}/{_UNSAFE.sub('_', report.id)}"
        lines = [
            f"T{number}\t{e.label} {_fragments(e.start, e.text)}\t{_flat(e.text)}\n"
            for number, e in enumerate(report.entities, start=1)
        ]
        written[f"{name}.txt"] = report.text.encode()
        written[f"{name}.ann"] = "".join(lines).encode()
    return written


def _fragments(start: int, surface: str) -> str:
    """Offsets of the lines of ``surface``; of all of it where it begins or ends with a line end."""
    if surface != surface.strip("\r\n"):
        return f"{start} {start + len(surface)}"
    return ";".join(f"{start + m.start()} {start + m.end()}" for m in re.finditer(r"[^\r\n]+", surface))


def _flat(surface: str) -> str:
    return re.sub(r"[\r\n]", " ", surface)
