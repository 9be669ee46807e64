# ruff: noqa: PLC0415 -- each side loads only what it runs
"""Speed and memory of one report on one machine, the shipped runtime against torch in the same run.

``python benchmarks/pipeline.py [--model DIR] [--repeats N] [--report FILE]``

Both sides do the same steps with the same weights: read, find quantities, tag, link, verify. One runs the int8 network
of the version in onnxruntime, as the package does; the other its single-precision checkpoint in torch. Each side is a
process of its own, and the sides alternate, so that a busy machine slows both. Told are the medians of the rounds.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SIDES = ("jixi", "torch")
COLUMNS = (
    ("first_answer_s", "到第一个答案（秒）", 2),
    ("peak_mb", "内存峰值（MB）", 0),
    ("chars_per_s", "每秒字数", 0),
)


class TorchSession:
    """A token classifier in torch behind the two calls of an ONNX session that the tagger makes."""

    def __init__(self, checkpoint: Path) -> None:
        import torch
        from transformers import AutoModelForTokenClassification

        self.torch = torch
        self.model = AutoModelForTokenClassification.from_pretrained(checkpoint, dtype=torch.float32).eval()

    def get_outputs(self) -> list[Any]:
        """The shape of the logits, as onnxruntime tells it."""
        return [argparse.Namespace(shape=[None, None, self.model.config.num_labels])]

    def run(self, _: None, feeds: dict[str, Any]) -> tuple[Any]:
        """Logits, shape ``[batch, length, tags]``."""
        with self.torch.inference_mode():
            ids, mask = (self.torch.from_numpy(feeds[name]) for name in ("input_ids", "attention_mask"))
            return (self.model(input_ids=ids, attention_mask=mask).logits.numpy(),)


def tagger_of(side: str, model: Path) -> Any:
    """The version in the folder ``model``, run by ``side``."""
    from models.tagger import Tagger

    if side == "jixi":
        return Tagger.load(model)
    from models.pieces import PieceTokenizer
    from models.store import CHECKPOINT, open_version
    from models.windows import WindowSize

    version = open_version(model)
    size = WindowSize(**version.manifest.get("windows", {}))
    return Tagger(TorchSession(version.path / CHECKPOINT), PieceTokenizer.load(version.path), size, version.name)


def measure(side: str, model: Path, report: Path, repeats: int) -> dict[str, float]:
    """One process's figures; times from its start, as the operating system has it."""
    import psutil

    if side == "jixi":
        sys.modules["torch"] = None  # type: ignore[assignment] -- the package is installed without it
    from service.documents import read_document
    from service.pipeline import Pipeline

    process = psutil.Process()
    data = report.read_bytes()
    pipeline = Pipeline(tagger_of(side, model))
    extraction = pipeline.extract(read_document(data))
    first = time.time() - process.create_time()
    started = time.perf_counter()
    for _ in range(repeats):
        pipeline.extract(read_document(data))
    seconds = (time.perf_counter() - started) / repeats
    return {
        "first_answer_s": first,
        "peak_mb": _peak_megabytes(),
        "chars_per_s": len(extraction.document.text) / seconds,
        "records": len(extraction.records),
    }


def _peak_megabytes() -> float:
    import resource

    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024 / 1024


def compare(model: Path, report: Path, repeats: int, rounds: int) -> dict[str, dict[str, float]]:
    """The medians of each side over ``rounds`` processes."""
    results: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for _ in range(rounds):
        for side in SIDES:
            command = [sys.executable, __file__, "--side", side, "--model", str(model)]
            command += ["--report", str(report), "--repeats", str(repeats)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=HERE.parent)
            results[side].append(json.loads(done.stdout.splitlines()[-1]))
    return {
        side: {key: statistics.median(run[key] for run in runs) for key in runs[0]} for side, runs in results.items()
    }


def show(figures: dict[str, dict[str, float]]) -> None:
    """The table, with jixi ÷ torch beside it."""
    from rich.console import Console
    from rich.table import Table

    table = Table("", "jixi（ONNX int8）", "torch（fp32）", "比值")
    for key, name, digits in COLUMNS:
        ours, theirs = (figures[side][key] for side in SIDES)
        table.add_row(name, f"{ours:,.{digits}f}", f"{theirs:,.{digits}f}", f"{ours / theirs:.2f}")
    Console().print(table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure one side for the parent, or both and record them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, help="folder of the version; the bundled one by default")
    parser.add_argument("--report", type=Path, default=HERE.parent / "examples" / "report.txt")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(HERE.parent))
    if options.model is None:
        from models.store import current_version

        options.model = current_version()
    if options.side:
        print(json.dumps(measure(options.side, options.model, options.report, options.repeats)))
        return
    figures = compare(options.model, options.report, options.repeats, options.rounds)
    show(figures)
    record = {
        "model": options.model.name,
        "report": options.report.name,
        "machine": f"{platform.machine()}, {platform.python_version()}",
        "rounds": options.rounds,
        "repeats": options.repeats,
        "figures": figures,
        "ratio": {key: figures["jixi"][key] / figures["torch"][key] for key, _, _ in COLUMNS},
    }
    out = HERE / "results" / "pipeline.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
