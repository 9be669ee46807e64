"""Stands for ``jixi`` in a training: says and writes what ``corpus import`` and ``retrain`` say and write, at once.

What it does is told by the words in the annotations: ``refuse``, ``fail``, ``nothing``, ``few``, ``half``, ``long``.
"""

import json
import os
import sys
import time
from pathlib import Path


def imported(source: Path, target: Path) -> int:
    text = source.read_text(encoding="utf-8")
    if "nothing" in text:
        print("annotations.jsonl:1:1: 不是 JSON（舍去文件）", file=sys.stderr)
        return 1
    target.mkdir(parents=True)
    (target / "text").write_text(text, encoding="utf-8")
    (target / "samples").mkdir()
    for number in range(1 if "few" in text else 5):
        (target / "samples" / f"{number:02d}.inline.txt").touch()
    if "half" in text:
        print("annotations.jsonl:1:1: 不认识标签 INDICATER（舍去片段）", file=sys.stderr)
        return 3
    return 0


def retrained(corpus: Path, run: Path) -> int:
    text = (corpus / "text").read_text(encoding="utf-8")
    run.mkdir(exist_ok=True)
    with (run / "begun").open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    times = len((run / "begun").read_text(encoding="utf-8").split())
    told = {"step": "train", "title": "训练", "share": 0.5, "overall": 0.4, "seconds_left": 60}
    (run / "progress.json").write_text(json.dumps(told), encoding="utf-8")
    while "long" in text and times == 1:
        time.sleep(0.05)
    if "fail" in text:
        print("检查点无法读取；请换一个目录", file=sys.stderr)
        return 1
    promoted = "refuse" not in text
    outcome = {
        "promoted": promoted,
        "passed": promoted,
        "reasons": [] if promoted else ["RATE 下降 0.20", f"{corpus / '01.inline.txt'}:1:1: 有误"],
        "name": "r1",
        "step": "promote" if promoted else "gate",
        "begun": times,
        "labels": (corpus / "labels.toml").read_text(encoding="utf-8") if (corpus / "labels.toml").exists() else "",
        "arguments": sys.argv[1:],
    }
    (run / "state.json").write_text(json.dumps({"outcome": outcome}), encoding="utf-8")
    (run / "report.md").write_text("# 再训练 r1\n", encoding="utf-8")
    return 0 if promoted else 5


def main(arguments: list[str]) -> int:
    if arguments[:2] == ["corpus", "import"]:
        return imported(Path(arguments[2]), Path(arguments[4]))
    return retrained(Path(arguments[1]), Path(arguments[3]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
