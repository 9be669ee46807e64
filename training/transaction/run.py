"""The story of a retraining: lint → split → train → evaluate → gate → archive → promote.

Each step writes what came of it before the next begins. A run that was killed goes on with the step that it was in;
nothing that serves is touched before the last step, and that one is a single rename.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic

from models.files import BusyError, locked, write_atomically
from models.registry import Registry
from models.store import MANIFEST, StoreError, checked_name, digest, open_version, write_manifest
from training.transaction import archive, compare, gate, report
from training.transaction.context import Corpus, RefusedError, Request, Run, facts_of
from training.transaction.errors import RetrainError, RunBusyError
from training.transaction.learn import learn
from training.transaction.progress import Progress, Say
from training.transaction.settings import GateSettings
from training.transaction.split import split
from training.transaction.state import Json, State

LOCK = ".lock"
Step = Callable[[Run], Json]


def retrain(request: Request, corpus: Corpus, registry: Registry, say: Say | None = None) -> Json:
    """Do, or go on with, the retraining that ``request`` asks for; the outcome.

    The outcome has ``promoted``, ``passed``, ``reasons`` (why not) and ``step`` (where it was refused). Raises
    ``RetrainError`` where the request cannot be carried out, ``RunBusyError`` where another process does so.
    """
    request.folder.mkdir(parents=True, exist_ok=True)
    with _alone(request):
        state = _opened(request, corpus, registry)
        run = Run(request, corpus, registry, state, Progress(request.folder, {}, say, set(state.steps)))
        _check_old(run)
        outcome = _told(run)
        state.conclude(outcome)
        write_atomically(request.folder / report.FILE, report.report(state))
        return outcome


@contextmanager
def _alone(request: Request) -> Iterator[None]:
    try:
        with locked(request.folder / LOCK, wait=False):
            yield
    except BusyError as error:
        raise RunBusyError(f"另一个进程正在 {request.folder} 中训练；请等它结束，或换一个目录") from error


def _opened(request: Request, corpus: Corpus, registry: Registry) -> State:
    """The state to go on from, or a new one."""
    inputs = request.inputs(corpus)
    state = State.read(request.folder)
    if state is not None and state.inputs == inputs:
        return state
    if state is not None and "split" in state.steps:
        raise RetrainError(f"{request.folder} 中是另一次训练（数据、设置或起点不同）；请换一个目录，或先删除它")
    name = checked_name(request.name or f"r{datetime.now(UTC):%Y%m%d-%H%M%S}")
    state = State(request.folder, inputs, facts_of(registry, name))
    state.write()
    return state


def _check_old(run: Run) -> None:
    if digest(run.old.path / MANIFEST) != run.state.facts["old_manifest"]:
        raise RetrainError(f"版本 {run.old.name} 在训练开始之后变了；请换一个目录重新开始")


def _told(run: Run) -> Json:
    for name, step in STEPS.items():
        if name == "promote" and not run.request.promote:
            return {"promoted": False, "passed": True, "reasons": [], "name": run.name, "step": "promote"}
        if name == "test" and not run.request.test:
            continue
        if name not in run.state.steps:
            try:
                _work(run, name, step)
            except RefusedError as refused:
                return _refusal(run, name, refused.reasons)
        if reasons := _reasons(run, name):
            return _refusal(run, name, reasons)
    return {"promoted": True, "passed": True, "reasons": [], "name": run.name, "step": "promote"}


def _work(run: Run, name: str, step: Step) -> None:
    run.progress.planned = _planned(run)
    run.progress.begin(name)
    begun = monotonic()
    result = step(run)
    run.progress.end()
    run.state.finish(name, monotonic() - begun, result)


def _refusal(run: Run, step: str, reasons: Sequence[str]) -> Json:
    return {"promoted": False, "passed": False, "reasons": list(reasons), "name": run.name, "step": step}


def _planned(run: Run) -> Mapping[str, int]:
    """The code points that each step will read, as far as is known."""
    new = sum(path.stat().st_size // 3 for path in run.request.new.rglob("*.inline.txt"))
    dev = sum(len(report.text) for report in run.corpus.dev)
    stored = run.request.archive.rglob("*") if run.request.archive else ()
    reading = {"lint": new, "split": new, "evaluate": 2 * dev + new // 2, "gate": dev}
    reading["archive"] = sum(path.stat().st_size // 3 for path in stored if path.is_file())
    fresh = new * (1 - run.settings.held_out) * run.settings.repeat
    whole = sum(len(report.text) for report in run.corpus.train)
    share = run.settings.replay
    replayed = whole if share >= 1 else min(whole, fresh * share / (1 - share))
    return {**reading, "train": round((fresh + replayed) * run.settings.training.epochs), "promote": 1}


def _lint(run: Run) -> Json:
    return run.linted.as_json()


def _split(run: Run) -> Json:
    return split(run.linted.reports, run.settings.held_out, run.settings.seed).as_json()


def _gate(run: Run) -> Json:
    sides = {
        where: (compare.counted(run, "old", where), compare.counted(run, "new", where)) for where in ("dev", "held_out")
    }
    verdict = gate.judge(sides["dev"], sides["held_out"], run.settings.gate, run.settings.seed)
    return verdict.as_json()


def _promote(run: Run) -> Json:
    """Complete the version with its figures and card, copy it into the registry, and point at it."""
    _complete(run)
    try:
        installed = run.registry.install(run.version)
        run.registry.promote(run.name, f"retrain {run.folder.name}", expected=run.old.name)
    except StoreError as error:
        raise RefusedError([str(error)]) from error
    return {"path": str(installed)}


def _complete(run: Run) -> None:
    details = {name: value for name, value in open_version(run.version).manifest.items() if name != "files"}
    if "metrics" in details:
        return
    shutil.copytree(run.folder / compare.CARDS, run.version / compare.CARDS, dirs_exist_ok=True)
    told = {where: run.result("evaluate")["new"][where] for where in ("dev", "held_out")}
    before = {where: run.result("evaluate")["old"][where] for where in ("dev", "held_out")}
    write_manifest(run.version, {**details, "metrics": told, "metrics_before": before})


def _reasons(run: Run, step: str) -> list[str]:
    """Why a step that is done does not let the next one begin."""
    result = run.result(step)
    if step == "lint":
        return _unfit(run, result)
    if step == "gate":
        return list(result["reasons"])
    return losses(result, run.settings.gate) if step == "archive" and result["documents"] else []


def losses(result: Json, settings: GateSettings) -> list[str]:
    """Whether too much of the archive is lost: more than the limit, or more than the margin and than chance."""
    loss, chance = result["net_loss"], result["chance"]
    if loss <= settings.archive_margin or (loss <= settings.archive_limit and chance > 1 - settings.certainty):
        return []
    return [
        f"存档中净失去 {loss:.1%} 的记录（按把握折算），容许 {settings.archive_margin:.0%}："
        f"{result['worse']} 篇变少，{result['better']} 篇变多，出于偶然的可能 {chance:.0%}；见 {archive.READABLE}"
    ]


def _unfit(run: Run, result: Json) -> list[str]:
    if result["problems"] and not run.request.drop_faulty:
        return [
            f"标注有 {len(result['problems'])} 个问题，改好再来，或用 --drop-faulty 略去这些报告",
            *result["problems"],
        ]
    if result["reports"] < run.settings.least:
        return [f"可用的新报告 {result['reports']} 篇，至少需要 {run.settings.least} 篇", *result["problems"]]
    return []


STEPS: Mapping[str, Step] = {
    "lint": _lint,
    "split": _split,
    "train": learn,
    "evaluate": compare.compare,
    "gate": _gate,
    "archive": archive.replay,
    "test": compare.measure_test,
    "promote": _promote,
}
