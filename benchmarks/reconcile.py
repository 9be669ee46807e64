"""How fast an archive is reconciled, in how much memory, and whether every planted contradiction is found.

    python benchmarks/reconcile.py --documents 2000 [--records 100] [--keep FOLDER]

The archive is made of records, not read by a model: units with four years each, a paragraph of accounts and lines of
results, every twentieth report with one planted contradiction. The result goes to benchmarks/results/reconcile.json.
"""

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from models.labels import Label
from service.batch.output import Output
from service.batch.reconciliation import read_findings, reconcile_archive
from service.batch.rows import extraction_rows, table
from service.batch.work import Work
from service.documents import Document, Family
from service.extraction import Extraction, Provenance
from service.reconcile import Severity
from service.records import Change, Mention, Record, RecordKind, Stage

YEARS = (2020, 2021, 2022, 2023)
PLANT_EVERY = 20
CHUNK = 200
RESULT = Path(__file__).parent / "results" / "reconcile.json"
WORDS = "走访检查培训发放新建修缮受理审核调解救助宣传巡查整治维护采购更新改造认定扶持服务监测评估"
THINGS = "企业农户学校村组社区道路水渠公厕路灯档案案件项目学员设备车辆窗口热线平台场所摊点苗木圩堤闸站"
TEN_THOUSAND = Decimal(10_000)


@dataclass
class Text:
    """A text that grows, and the records in it."""

    parts: list[str]
    records: list[Record]
    length: int = 0

    def add(self, words: str) -> None:
        """Go on with ``words``."""
        self.parts.append(words)
        self.length += len(words)

    def figure(self, name: str, printed: str, unit: str, value: Decimal, **fields: object) -> None:
        """``name`` and ``printed`` with the record of it."""
        kind = RecordKind.AMOUNT if unit == "CNY" else RecordKind.COUNT
        start = self.length
        self.add(name + printed)
        mentions = (
            Mention(label=Label.INDICATOR, start=start, end=start + len(name), text=name),
            Mention(label=Label(kind.upper()), start=start + len(name), end=self.length, text=printed),
        )
        number = f"r{len(self.records) + 1}"
        self.records.append(
            Record(id=number, kind=kind, indicator=name, unit=unit, value=value, mentions=mentions, **fields)  # type: ignore[arg-type]
        )


def money(draw: random.Random) -> Decimal:
    """An amount in 万元, to two places."""
    return Decimal(draw.randrange(100_00, 9999_99)) / 100


def archive(documents: int, records: int, draw: random.Random) -> Iterator[tuple[Document, list[Record], bool]]:
    """The documents of the archive, and of each whether a contradiction with the year before is planted in it."""
    names = [f"{a}{b}" for a in WORDS for b in THINGS]
    made = 0
    for unit in range(documents // len(YEARS) + 1):
        owner = (
            f"{'云桐望麓青清石北澄白竹松'[unit % 12]}{'岫岭川湖塘渠泉屿江麓溪坪'[unit // 12 % 12]}县第{unit}服务中心"
        )
        lines = draw.sample(names, min(records, len(names)))
        closing = spent = None
        for year in YEARS:
            if made == documents:
                return
            made += 1
            opening, closing, before, spent = closing, money(draw), spent, money(draw)
            planted = made % PLANT_EVERY == 0 and opening is not None
            text = Text([], [])
            text.add(f"{owner}{year}年度单位决算\n一、收支情况\n")
            stated = opening if not planted else Decimal(str(opening)[:-1] + str((int(str(opening)[-1]) + 3) % 10))
            for name, value in (("年初结转和结余", stated), ("年末结转和结余", closing)):
                if value is not None:
                    text.figure(
                        name, f"{value}万元", "CNY", value * TEN_THOUSAND, stage=Stage.CARRYOVER, period=str(year)
                    )
                    text.add("，")
            change = ()
            if before is not None:
                change = (Change(basis="比上年", value=(spent - before) * TEN_THOUSAND, unit="CNY"),)
            text.figure("本年支出合计", f"{spent}万元", "CNY", spent * TEN_THOUSAND, stage=Stage.FINAL, change=change)
            text.add("。\n二、履职情况\n")
            for name in lines:
                value = draw.randrange(100, 9999)
                text.figure(name, f"{value}件", "件", Decimal(value), period=str(year))
                text.add("；\n" if draw.random() < 0.3 else "，")
            body = "".join(text.parts)
            document = Document(
                text=body, title=body.split("\n", 1)[0], organisation=owner, fiscal_year=str(year),
                family=Family.FINAL_ACCOUNTS,
            )  # fmt: skip
            yield document, text.records, planted


def build(path: Path, documents: int, records: int) -> int:
    """Write the datasets in a shuffled order; the number of planted contradictions."""
    draw, planted = random.Random(7), 0
    made = list(archive(documents, records, draw)) if documents <= 5000 else archive(documents, records, draw)
    if isinstance(made, list):
        draw.shuffle(made)
    output, now = Output(path), datetime.now(UTC)
    chunk: dict[str, list[dict[str, object]]] = {}
    for number, (document, found, has_slip) in enumerate(made):
        planted += has_slip
        work = Work(f"{number}.txt", f"{number:064x}", f"{number:032x}", document.text.encode())
        one = Extraction(
            document=document, entities=(), records=tuple(found), checks=(),
            provenance=Provenance(model="none", rules="none", code="0"),
        )  # fmt: skip
        for name, rows in extraction_rows(one, work, "bench", 0.1, now).items():
            chunk.setdefault(name, []).extend(rows)
        if number % CHUNK == CHUNK - 1:
            output.commit(f"c{number}", {name: table(name, rows) for name, rows in chunk.items() if rows})
            chunk.clear()
    if chunk:
        output.commit("last", {name: table(name, rows) for name, rows in chunk.items() if rows})
    output.close()
    return planted


def main() -> None:
    """Build the archive where there is none, reconcile it, and keep what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--records", type=int, default=100)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder)
        if not (path / "documents").exists():
            planted = build(path, options.documents, options.records)
            (path / "planted").write_text(str(planted))
        planted = int((path / "planted").read_text())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started, busy = time.perf_counter(), time.process_time()
        outcome = reconcile_archive(path)
        seconds, processor = time.perf_counter() - started, time.process_time() - busy
        found = read_findings(path, (Severity.CONTRADICTION,))
    result = {
        "documents": options.documents,
        "records_each": options.records,
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "documents_per_second": round(options.documents / seconds, 1),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "memory_before_mb": before // 1024,
        "planted": planted,
        "found": len(found),
        "counts": {f"{rule} {status}": count for (rule, status), count in sorted(outcome.counts.items())},
    }
    print(json.dumps(result, ensure_ascii=False, indent=2))
    known = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    known[str(options.documents)] = result
    RESULT.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
