"""The report of a run, for the person who decides what to do next."""

from collections.abc import Iterator, Mapping, Sequence

from training.transaction.archive import READABLE
from training.transaction.gate import PLACES, SUBJECTS
from training.transaction.progress import NAMES, clock
from training.transaction.state import Json, State

FILE = "report.md"
APART = {"template": "模板", "skeleton": "骨架", "document": "文档"}


def report(state: State) -> str:
    """The report in Markdown."""
    return "\n".join(_lines(state.facts, state.steps, state.outcome or {})) + "\n"


def _lines(facts: Json, steps: Mapping[str, Json], outcome: Json) -> Iterator[str]:
    yield f"# 再训练 {facts['name']}（对比 {facts['old']}）\n"
    yield f"**{verdict(outcome)}**\n"
    yield from (f"- {reason}" for reason in outcome.get("reasons", ()))
    if "lint" in steps:
        yield from _lint(steps["lint"])
    if "split" in steps:
        done = steps["split"]
        yield (
            f"\n划分：{len(done['train'])} 篇训练，{len(done['held_out'])} 篇留出；"
            f"留出的与训练的不共享{APART[done['apart']]}。"
        )
    if "gate" in steps:
        yield from _changes(steps["gate"]["changes"])
    if steps.get("archive", {}).get("documents"):
        yield from _archive(steps["archive"])
    if "test" in steps:
        yield from _test(steps["test"])
    spent = "，".join(f"{NAMES.get(name, name)} {clock(step['seconds'])}" for name, step in steps.items())
    yield f"\n用时：{spent}。"


def verdict(outcome: Json) -> str:
    """How it ended, in one sentence."""
    if outcome.get("promoted"):
        return "通过，已启用。"
    return "通过，按要求没有启用。" if outcome.get("passed") else "没有启用，一切如前。"


def _lint(done: Json) -> Iterator[str]:
    yield f"\n标注：{done['reports']} 篇可用，{done['characters']:,} 字；问题 {len(done['problems'])} 个。\n"
    yield from (f"- {problem}" for problem in done["problems"][:20])
    if len(done["problems"]) > 20:
        yield f"- 另有 {len(done['problems']) - 20} 个，见 state.json。"


def _changes(changes: Sequence[Json]) -> Iterator[str]:
    for where, told in PLACES.items():
        yield f"\n## {told}\n"
        yield "| | 标注数 | 旧 F1 | 新 F1 | 变化 | 90% 区间 | 出于偶然 |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        for change in changes:
            if change["where"] == where:
                name = SUBJECTS.get(change["subject"], change["subject"])
                yield (
                    f"| {name} | {change['support']} | {change['old']:.4f} | {change['new']:.4f} "
                    f"| {change['change']:+.4f} | {change['low']:+.4f} – {change['high']:+.4f} "
                    f"| {change['chance']:.0%} |"
                )


def _archive(done: Json) -> Iterator[str]:
    yield "\n## 存档重放\n"
    yield (
        f"{done['documents']} 篇，{done['differing']} 篇有不同：得到 {done['gained']}，失去 {done['lost']}，"
        f"改变 {done['changed']}，相同 {done['same']}。逐条见 {READABLE}。"
    )


def _test(done: Json) -> Iterator[str]:
    yield "\n## test（不参与决定）\n"
    for side, told in (("old", "旧"), ("new", "新")):
        figures = "，".join(f"{SUBJECTS.get(name, '全部实体')} {value:.4f}" for name, value in done[side].items())
        yield f"- {told}：{figures}"
