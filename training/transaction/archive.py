"""What the new version would have said of reports that nobody has annotated: records gained, lost and changed."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from models.files import write_atomically
from service.documents import read_document
from service.errors import DocumentError
from service.extraction import Extraction
from service.pipeline import Pipeline
from training.evaluation.records import RecordObject, align, field_differences, shown
from training.transaction.context import Run
from training.transaction.state import Json

LOG, SUMMARY, READABLE = "archive.jsonl", "differences.json", "differences.md"
SHOWN = 200
"""Differences that the readable report spells out; the JSON file has all of them."""


def replay(run: Run) -> Json:
    """Read every file of the archive with both versions; the counts of what differs.

    Each file is noted as soon as it is read: after an interruption only those that are left are read.
    """
    archive = run.request.archive
    if archive is None:
        return {"documents": 0}
    files = sorted(path for path in archive.rglob("*") if path.is_file() and not path.name.startswith("."))
    done = dict(_noted(run.folder / LOG))
    old, new = Pipeline.load(run.old.path), Pipeline.load(run.version)
    with (run.folder / LOG).open("a", encoding="utf-8") as log:
        for number, path in enumerate(files):
            name = path.relative_to(archive).as_posix()
            if name not in done:
                done[name] = _compared(path, old, new)
                log.write(json.dumps({"file": name, **done[name]}, ensure_ascii=False) + "\n")
                log.flush()
            run.progress.reach((number + 1) / len(files))
    documents = {name: done[name] for name in (path.relative_to(archive).as_posix() for path in files)}
    totals = summary(documents)
    text = json.dumps({**totals, "files": documents}, ensure_ascii=False, indent=1)
    write_atomically(run.folder / SUMMARY, text + "\n")
    write_atomically(run.folder / READABLE, "\n".join(readable(totals, documents)) + "\n")
    return totals


def _noted(path: Path) -> Iterator[tuple[str, Json]]:
    """The files that are read already; a last line that was cut off is dropped from the log."""
    if not path.is_file():
        return
    whole = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            noted = json.loads(line)
        except ValueError:
            continue
        whole.append(line)
        yield noted.pop("file"), noted
    write_atomically(path, "".join(f"{line}\n" for line in whole))


def _compared(path: Path, old: Pipeline, new: Pipeline) -> Json:
    try:
        document = read_document(path.read_bytes(), path.name)
    except (DocumentError, OSError) as error:
        return {"error": str(error)}
    return differences(old.extract(document), new.extract(document))


def differences(old: Extraction, new: Extraction) -> Json:
    """The records that only one of two extractions of a document has, and those that changed, field by field."""
    before, after = ([record.as_json() for record in side.records] for side in (old, new))
    aligned = align(after, before)
    mine, theirs = ({record["id"]: record for record in side} for side in (after, before))
    changed = []
    for record, earlier in aligned.pairs:
        differing = field_differences(earlier, record, theirs, mine)
        fields = {name: [_plain(value) for value in values] for name, *values in differing}
        if fields:
            changed.append({**told(earlier), "fields": fields})
    return {
        "old": len(before),
        "new": len(after),
        "same": len(aligned.pairs) - len(changed),
        "gained": [told(record) for record in aligned.spurious],
        "lost": [told(record) for record in aligned.missed],
        "changed": changed,
        "expected": {
            "old": expected_right(before),
            "lost": expected_right(aligned.missed),
            "gained": expected_right(aligned.spurious),
        },
    }


def expected_right(records: Iterable[RecordObject]) -> float:
    """How many of ``records`` are likely right: the sum of their confidences, each by the version that found it."""
    return round(math.fsum(float(record["confidence"]) for record in records), 4)


def told(record: RecordObject) -> Json:
    """What a person needs to know a record again, its place in the text included."""
    names = ("kind", "indicator", "value", "unit", "target", "full_mark", "score", "deduction")
    start = min((mention["start"] for mention in record.get("mentions", ())), default=None)
    return {**{name: record[name] for name in names if record.get(name) is not None}, "start": start}


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, (tuple, list)) else value


def summary(documents: Mapping[str, Json]) -> Json:
    """Counts over all files, and the net loss.

    ``net_loss``: of the records that the old version likely had right, the share that is gone, less what came for it
    and is likely right; below 0 for a gain. A spurious record that is gone is no loss: its confidence was low.
    ``worse``, ``better``: documents with a net loss and with a net gain. ``chance``: how likely as many of them are
    worse where either is as likely as the other (sign test): records of one document are lost together, so that they
    are no independent witnesses.
    """
    read = [one for one in documents.values() if "error" not in one]
    old, gained, lost = (
        sum(one["old"] for one in read),
        sum(len(one["gained"]) for one in read),
        sum(len(one["lost"]) for one in read),
    )
    expected = Counter[str]()
    nets = [one["expected"]["lost"] - one["expected"]["gained"] for one in read]
    for one in read:
        expected.update(one["expected"])
    worse, better = (sum(sign * net > 0 for net in nets) for sign in (1, -1))
    return {
        "documents": len(read),
        "unreadable": len(documents) - len(read),
        "differing": sum(bool(one["gained"] or one["lost"] or one["changed"]) for one in read),
        "records_old": old,
        "records_new": sum(one["new"] for one in read),
        "same": sum(one["same"] for one in read),
        "gained": gained,
        "lost": lost,
        "changed": sum(len(one["changed"]) for one in read),
        "net_loss": round(math.fsum(nets) / expected["old"], 4) if expected["old"] else 0.0,
        "worse": worse,
        "better": better,
        "chance": round(_chance(worse, better), 4),
    }


def _chance(worse: int, better: int) -> float:
    """How likely a fair coin falls on one side ``worse`` times or more in ``worse + better`` throws."""
    throws = worse + better
    return math.fsum(math.comb(throws, times) / 2.0**throws for times in range(worse, throws + 1))


def readable(totals: Json, documents: Mapping[str, Json]) -> Iterator[str]:
    """The lines of the report in Markdown."""
    yield "# 存档重放：新旧模型的记录有何不同\n"
    yield (
        f"{totals['documents']} 篇，{totals['differing']} 篇有不同；记录 {totals['records_old']} → "
        f"{totals['records_new']}：相同 {totals['same']}，得到 {totals['gained']}，失去 {totals['lost']}，"
        f"改变 {totals['changed']}。按把握折算，净失去 {totals['net_loss']:.1%}：{totals['worse']} 篇变少，"
        f"{totals['better']} 篇变多（出于偶然的可能 {totals['chance']:.0%}）。"
    )
    left = SHOWN
    for name, one in documents.items():
        lines = list(_lines(one))
        if lines and left > 0:
            yield f"\n## {name}\n"
            yield from lines[:left]
        left -= len(lines)
    if left < 0:
        yield f"\n另有 {-left} 处，见 {SUMMARY}。"


def _lines(one: Json) -> Iterator[str]:
    if "error" in one:
        yield f"- 无法读取：{one['error']}"
        return
    for mark, kind in (("得到", "gained"), ("失去", "lost")):
        yield from (f"- {mark} {_phrase(record)}" for record in one[kind])
    for record in one["changed"]:
        fields = "；".join(f"{name}：{shown(old)} → {shown(new)}" for name, (old, new) in record["fields"].items())
        yield f"- 改变 {_phrase(record)}：{fields}"


def _phrase(record: Json) -> str:
    figures = (
        f"{name}={record[name]}" for name in ("value", "unit", "target", "full_mark", "score") if record.get(name)
    )
    return f"“{record.get('indicator', '')}” {' '.join(figures)}".strip()
