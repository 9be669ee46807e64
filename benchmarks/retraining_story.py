"""A retraining, told from end to end and run for real: ``python benchmarks/retraining_story.py HOME``.

A region's template that nobody has seen (``benchmarks/story``); twenty reports are annotated, ten are kept apart. A
service runs, clients ask it all the time. What must be refused is refused; the twenty are trained on through the API,
the version passes the gate and the archive, comes into use and is taken back. Nothing outside HOME is written except
the report. A story that was interrupted goes on where it was: what is told is not done again, and a training is a
durable task. Needs the training extras and, on two cores, about half an hour.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.serving import serving
from benchmarks.story import telling
from benchmarks.story.clients import Clients
from benchmarks.story.template import reports
from corpora import AnnotatedReport, read_corpus
from corpora.formats import Findings, Format, Options, write
from corpora.formats.kinds import Dialect
from corpora.inline import parse
from corpora.report import write_report
from corpora.validate import validate_corpus
from models.files import write_atomically
from models.labels import Label
from models.registry import Registry
from service.documents import make_document
from service.pipeline import Pipeline
from training.evaluation.entities import score_entities
from training.evaluation.run import evaluate
from training.generator import Multiplier
from training.transaction.compare import figures as both

LEARNED, APART, ARCHIVED = 20, 10, 24
VERSION = "sanlan-1"
REPORT = Path(__file__).parent.parent / "docs" / "retraining-story.md"
Json = dict[str, Any]


class Story:
    """What is told so far, in ``story.json``; a chapter that is in it is not done again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._file = home / "story.json"
        self.told: Json = json.loads(self._file.read_text(encoding="utf-8")) if self._file.is_file() else {}

    def chapter(self, name: str, tell: Callable[[], Any]) -> Any:
        """What ``tell`` says, kept under ``name``."""
        if name not in self.told:
            began = time.time()
            said = tell()
            self.keep(name, said)
            print(f"[{time.strftime('%H:%M:%S')}] {name}（{time.time() - began:.0f} 秒）", flush=True)
        return self.told[name]

    def keep(self, name: str, said: Any) -> None:
        """Keep ``said`` under ``name``."""
        self.told[name] = said
        write_atomically(self._file, json.dumps(self.told, ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    """Tell it, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--report", type=Path, default=REPORT)
    asked = parser.parse_args()
    home: Path = asked.home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"JIXI_MODELS": str(home / "models"), "JIXI_DATA": str(home / "data")}
    os.environ["JIXI_ARCHIVE"] = str(home / "archive")
    story, region = Story(home), written()
    story.chapter("written", lambda: prepared(home, region))
    learned, apart = region[:LEARNED], region[LEARNED:]
    story.chapter("before", lambda: measured(Registry().current(), apart))
    old, new = [report.text for report in read_corpus("train")[::9]], [report.text for report in apart]
    with serving(home / "serve.log") as (address, _), Clients(address, old, new) as clients:
        client = httpx.Client(base_url=address, timeout=120, trust_env=False)
        told(story, client, clients, learned, old[0])
        story.chapter("clients", clients.tally.as_json)
    story.chapter("after", lambda: measured(Registry().find(VERSION), apart))
    asked.report.write_text(telling.report(story.told), encoding="utf-8")
    print(asked.report)


def told(story: Story, client: httpx.Client, clients: Clients, learned: Sequence[AnnotatedReport], old: str) -> None:
    """The part of the story that happens while the service serves."""
    shipped = client.get("/version").json()["model"]
    answer = story.chapter("answer", lambda: client.post("/v1/extract/text", json={"text": old}).json())
    for name, data in unfit(learned).items():
        story.chapter(name, lambda name=name, data=data: trained(story, client, name, data, {}))
    options = {"version": VERSION}
    training = story.chapter("training", lambda: trained(story, client, "training", uploaded(learned), options))
    if training["result"]["promoted"]:
        story.chapter("swap", lambda: swapped(client, clients, VERSION))
        story.chapter("rollback", lambda: rolled_back(client, clients, shipped, answer, old))
    for name, harmful in (("poisoned", poisoned(learned)), ("forgetful", forgetful())):
        quick = {"epochs": 2, "promote": False, "version": name}
        story.chapter(
            name, lambda name=name, harmful=harmful, quick=quick: trained(story, client, name, uploaded(harmful), quick)
        )


def written() -> list[AnnotatedReport]:
    """The reports of the region with their annotation; the last ten are kept apart."""
    found = []
    for number, text in enumerate(reports(LEARNED + APART), start=1):
        marked = parse(text)
        found.append(AnnotatedReport(f"sanlan-{number:02d}", "sanlan", marked.text, marked.entities, None))
    return found


def prepared(home: Path, region: Sequence[AnnotatedReport]) -> Json:
    """Write the region's reports and an archive of old templates, and hold the annotation against the guide."""
    for report in region:
        write_report(report, home / "region")
    problems = [str(problem) for problem in validate_corpus(home / "region")]
    (home / "archive").mkdir(exist_ok=True)
    train = read_corpus("train")
    multiplier = Multiplier.learn(train)
    for report in train[:: len(train) // ARCHIVED][:ARCHIVED]:
        text = multiplier.multiply(report, 1).text
        (home / "archive" / f"{report.id}.txt").write_text(text, encoding="utf-8")
    lengths = [len(report.text) for report in region]
    return {
        "reports": len(region),
        "characters": sum(lengths) // len(lengths),
        "entities": sum(len(report.entities) for report in region[:LEARNED]),
        "problems": problems,
        "archive": ARCHIVED,
        "sample": region[0].text,
    }


def measured(version: Path, apart: Sequence[AnnotatedReport]) -> Json:
    """F1 by label on the reports that were kept apart and on dev; of entities and records on dev and test."""
    pipeline = Pipeline.load(version)
    sides = {"new": apart, "old": read_corpus("dev")}
    labels = {}
    for side, texts in sides.items():
        pairs = [(report.entities, pipeline.extract(make_document(report.text)).entities) for report in texts]
        labels[side] = {name: [score.gold, round(score.f1, 4)] for name, score in score_entities(pairs).items()}
    whole = {split: both(evaluate(pipeline, read_corpus(split), details=False).as_json()) for split in ("dev", "test")}
    return {"version": version.name, "labels": labels, "whole": whole}


def uploaded(annotated: Sequence[AnnotatedReport]) -> bytes:
    """The reports as an export of doccano."""
    (data,) = write(annotated, Format.DOCCANO, Findings(), Options(dialect=Dialect.ENTITIES)).values()
    return data


def unfit(learned: Sequence[AnnotatedReport]) -> dict[str, bytes]:
    """Annotations that are refused at once: a slip in a label, overlapping spans, a percentage labelled as money."""
    first = learned[0]
    rate = next(entity for entity in first.entities if entity.label is Label.RATE and "%" in entity.text)
    lines = [json.loads(line) for line in uploaded(learned).decode().splitlines()]
    span = lines[0]["entities"][5]
    wider = {**span, "id": 999, "label": "COUNT", "start_offset": span["start_offset"] - 1}
    wider["text"] = first.text[wider["start_offset"] : wider["end_offset"]]
    lines[0]["entities"].insert(6, wider)
    money = [replace(one, label=Label.AMOUNT) if one == rate else one for one in first.entities]
    return {
        "typo": uploaded(learned).replace(b'"label": "INDICATOR"', b'"label": "INDICATER"', 40),
        "overlap": "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode(),
        "kind": uploaded([replace(first, entities=tuple(money)), *learned[1:]]),
    }


def poisoned(learned: Sequence[AnnotatedReport]) -> list[AnnotatedReport]:
    """The same reports with every count labelled as points: wrong, and in accord with itself."""
    worse = {Label.COUNT: Label.SCORE}
    return [
        replace(report, entities=tuple(replace(e, label=worse.get(e.label, e.label)) for e in report.entities))
        for report in learned
    ]


def forgetful() -> list[AnnotatedReport]:
    """Reports of known templates whose annotator marks neither times nor comparisons: an old label would get worse."""
    train = read_corpus("train")
    multiplier = Multiplier.learn(train)
    left = {Label.PERIOD, Label.CHANGE}
    rich = sorted(train, key=lambda report: -sum(e.label in left for e in report.entities))[:LEARNED]
    found = []
    for number, report in enumerate(rich, start=1):
        variant = multiplier.multiply(report, 2)
        kept = tuple(entity for entity in variant.entities if entity.label not in left)
        found.append(replace(variant, id=f"forgetful-{number:02d}", folder="forgetful", entities=kept, records=None))
    return found


def trained(story: Story, client: httpx.Client, name: str, data: bytes, options: Json) -> Json:
    """Train through the API, and wait; a task that was begun before an interruption is waited for again."""
    key = f"task of {name}"
    if key not in story.told:
        given = {"format": "doccano", "options": json.dumps(options)}
        answer = client.post("/v1/models/train/file", files={"file": (f"{name}.jsonl", data)}, data=given)
        assert answer.status_code == 202, answer.text
        story.keep(key, {"id": answer.json()["id"], "at": time.time()})
    task = story.told[key]
    address, said = f"/v1/status/{task['id']}", ""
    while (status := client.get(address).json())["status"] not in ("success", "failure", "cancelled"):
        if status["message"] != said:
            said = status["message"]
            print(f"  {name}：{said}", flush=True)
        time.sleep(2)
    assert status["status"] == "success", status
    return {
        "result": client.get(f"/v1/result/{task['id']}").json(),
        "seconds": round(time.time() - task["at"]),
        "ended": time.time(),
    }


def swapped(client: httpx.Client, clients: Clients, version: str) -> Json:
    """Wait until clients are answered by ``version``; how long after the end of the task that was."""
    ended = time.time()
    wait_for(lambda: version in clients.tally.first, 120)
    seconds = max(0.0, clients.tally.first[version] - ended)
    return {"seconds": round(seconds, 1), "version": client.get("/version").json()["model"]}


def rolled_back(client: httpx.Client, clients: Clients, version: str, before: Json, text: str) -> Json:
    """Take the new version back by one call, and compare the answers."""
    answered = clients.tally.models[version]
    began = time.time()
    answer = client.post("/v1/models/rollback", json={"why": "故事到此"})
    assert answer.status_code == 200, answer.text
    wait_for(lambda: clients.tally.models[version] > answered, 120)
    seconds = time.time() - began
    after = client.post("/v1/extract/text", json={"text": text}).json()
    return {"seconds": round(seconds, 1), "version": after["provenance"]["model"], "same": after == before}


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    """Returns once ``condition`` is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "gave up waiting"
        time.sleep(0.1)


if __name__ == "__main__":
    main()
