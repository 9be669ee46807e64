"""The report of the story, made of what was told."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
NAMES = {"all": "全部", "entities": "实体 F1", "records": "记录 F1（名称全同）"}
REFUSED = {
    "typo": "标签有错字：40 处 INDICATOR 写成 INDICATER",
    "overlap": "片段重叠：一处多标了一个 COUNT",
    "kind": "百分数标成金额：一处",
    "poisoned": "下毒：20 份里的数量一律标成得分",
    "forgetful": "旧模板的 20 份，时间与变动一个也不标",
}


def report(told: Json) -> str:
    """The report in Markdown."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Json) -> Iterator[str]:
    yield "# 一次再训练的始末\n"
    yield "由 `python benchmarks/retraining_story.py 目录` 从运行的记录写成，请勿手改；数字都来自这一次运行。"
    yield "从中看出的不足见[再训练](retraining.md#还不够的)。\n"
    yield from _beginning(told)
    yield from _training(told)
    yield from _figures(told)
    yield from _clients(told)
    yield from _refusals(told)


def _beginning(told: Json) -> Iterator[str]:
    written, before = told["written"], told["before"]
    f1 = before["labels"]["new"]["all"][1]
    yield "## 一个没有见过的模板\n"
    yield (
        f"某县各局的“三栏账”：{written['reports']} 份，每份约 {written['characters']:,} 字（`benchmarks/story`，"
        "地方、单位、数字都是虚构的）。定与成写在名称之前，单位在名称之后，分数用箭头，金额一行、名称一行。"
        f"按体例校验，问题 {len(written['problems'])} 个。20 份标注（{written['entities']:,} 个实体），"
        f"10 份放在一边，不训练，把关也看不到。随包的 {before['version']} 在这 10 份上实体 F1 只有 **{f1:.3f}**。\n"
    )
    yield "```text"
    yield from written["sample"].splitlines()[:28]
    yield "…\n```\n"


def _training(told: Json) -> Iterator[str]:
    training = told["training"]
    result = training["result"]
    yield "## 训练，把关，启用\n"
    yield (
        "服务（`jixi serve`，一个工作进程）一直在运行，三个客户端一直在请求。"
        f"`POST /v1/models/train/file` 上传 20 份标注，{training['seconds'] / 60:.0f} 分钟后："
        + ("通过，已启用。" if result["promoted"] else f"没有启用：{'；'.join(result['reasons'])}")
    )
    yield "\n以下是它自己的报告。\n"
    yield from (f"> {line}".rstrip() for line in result["report"].replace("\n\n\n", "\n\n").splitlines())
    yield ""
    if "swap" in told:
        yield (
            f"任务结束后 {max(2, round(told['swap']['seconds']))} 秒之内，客户端得到第一个由 "
            f"{told['swap']['version']} 作出的回答。"
            f"`POST /v1/models/rollback` 之后 {told['rollback']['seconds']:.1f} 秒，"
            f"回答又出自 {told['rollback']['version']}，"
            f"同一份报告的回答与训练之前{'逐字相同' if told['rollback']['same'] else '不同'}。"
        )
    yield ""


def _figures(told: Json) -> Iterator[str]:
    before, after = told["before"], told["after"]
    yield "## 前后的成绩\n"
    sides = ("放在一边的 10 份", "冻结的 dev 21 篇")
    heads = [f"{side}：标注数 | {before['version']} | 再训练之后" for side in sides]
    yield f"| | {' | '.join(heads)} |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for label in before["labels"]["new"]:
        cells = [NAMES.get(label, label)]
        for side in ("new", "old"):
            gold, was = before["labels"][side][label]
            cells += [str(gold), f"{was:.3f}", f"{after['labels'][side][label][1]:.3f}"] if gold else ["0", "—", "—"]
        yield f"| {' | '.join(cells)} |"
    yield "\n| | dev 之前 | dev 之后 | test 之前 | test 之后 |"
    yield "| --- | --- | --- | --- | --- |"
    for name in before["whole"]["dev"]:
        cells = [f"{side['whole'][split][name]:.4f}" for split in ("dev", "test") for side in (before, after)]
        yield f"| {NAMES[name]} | {' | '.join(cells)} |"
    yield "\ntest 不参与任何决定。\n"


def _clients(told: Json) -> Iterator[str]:
    tally = told["clients"]
    by_model = "，".join(f"{model} 作出 {count:,} 个" for model, count in tally["models"].items())
    seconds = tally["seconds"]
    yield "## 客户端\n"
    yield (
        f"从头到尾 {tally['answered']:,} 个请求得到回答，**错误 {tally['error_count']} 个**；抽取的回答中 {by_model}。"
        f"大半时间两个核都在训练，一次抽取的中位数 {seconds['median']} 秒，95% 在 {seconds['p95']} 秒之内，"
        f"最长 {seconds['most']} 秒。"
    )
    yield from (f"- {error}" for error in tally["errors"])
    yield ""


def _refusals(told: Json) -> Iterator[str]:
    yield "## 拒绝\n"
    yield "同样经接口上传，同样 20 份；当前版本没有动过。后两种要训练（两轮）才看得出来。\n"
    yield "| 标注 | 在哪一步 | 用时 | 理由 |"
    yield "| --- | --- | --- | --- |"
    for name, what in REFUSED.items():
        result, seconds = told[name]["result"], told[name]["seconds"]
        where = (
            "通过（未启用）"
            if result["passed"]
            else {"import": "导入", "lint": "检查标注", "gate": "把关"}.get(result["step"], result["step"])
        )
        reasons = [reason.replace("|", "／") for reason in result["reasons"]]
        more = f"<br>……共 {len(reasons)} 条" if len(reasons) > 4 else ""
        yield f"| {what} | {where} | {seconds} 秒 | {'<br>'.join(reasons[:4])}{more} |"
