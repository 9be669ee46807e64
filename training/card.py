"""The model card of a version: what it was made of, how well it does, where it falls short. Written, not typed."""

from collections.abc import Mapping
from typing import Any

from models.labels import Label

_KINDS = ("all", "amount", "count", "rate", "score")
_WAYS = (("exact", "名称全同"), ("alike", "名称相近"), ("value", "只看数值"))

_TEMPLATE = """\
---
language: zh
license: apache-2.0
pipeline_tag: token-classification
base_model: intfloat/multilingual-e5-small
---

# 绩析标注模型 {version}

给中文财政与绩效报告的每个字标出十一类实体；标签与边界见 `corpora/GUIDE.md`。

- 基座：multilingual-e5-small（MIT）前 {layers} 层，词表裁剪；由 4 位量化副本还原，与原始权重的差距不可知。
- 数据：{reports} 篇训练报告（sha256 `{sha}`），每轮 {rewritten:.0%} 经生成器改写，另加 {synthetic:.0%} 的合成文字。
- 设置：起点 {start}；{epochs} 轮，批 {batch}，学习率 {rate}，随机种子 {seed}，权重取滑动平均；代码版本 `{commit}`。
  各阶段与比较过的做法见 `training/RESULTS.md`。
- 交付：ONNX 动态 int8（服务用）与半精度 safetensors（再训练用）；清单列出每个文件的 sha256。

## 成绩

{figures}

用同一条命令重新测得：`jixi evaluate --split test`。

## 局限

- 语料是为本项目编写的，模板取自真实报告的写法；真实报告更难，分数会更低。
- 挤在一起、没有分隔的表格和扫描识别错误最容易出错；信心低的结果需要人看。
- 置信度是标签概率的几何平均，尚未校准。
"""


def card(manifest: Mapping[str, Any], evaluations: Mapping[str, Mapping[str, Any]]) -> str:
    """The card in Markdown; ``evaluations`` maps the name of a split to its evaluation as JSON."""
    config = manifest["config"]
    return _TEMPLATE.format(
        version=manifest["version"],
        layers=config["layers"],
        reports=manifest["data"]["reports"],
        sha=manifest["data"]["sha256"][:16],
        rewritten=1 - config["mixture"]["plain"],
        synthetic=config["mixture"]["synthetic"],
        start=f"`{config['encoder']}`" if config["encoder"] else "基座",
        epochs=config["epochs"],
        batch=config["batch"],
        rate=config["rate"],
        seed=config["seed"],
        commit=manifest["code"]["commit"],
        figures="\n\n".join(_figures(split, evaluation) for split, evaluation in evaluations.items()),
    )


def _figures(split: str, evaluation: Mapping[str, Any]) -> str:
    head = f"### {split}：{evaluation['documents']} 篇，{evaluation['characters']:,} 字"
    return "\n\n".join([head, _entity_table(evaluation), _record_table(evaluation), _check_line(evaluation)])


def _entity_table(evaluation: Mapping[str, Any]) -> str:
    rows = ["| 实体（严格边界） | F1 | 精确率 | 召回率 | 标注数 |", "| --- | --- | --- | --- | --- |"]
    for name in ("all", *Label):
        score = evaluation["entities"][name]
        label = "全部" if name == "all" else name
        rows.append(
            f"| {label} | {score['f1']:.3f} | {score['precision']:.3f} | {score['recall']:.3f} | {score['gold']} |"
        )
    return "\n".join(rows)


def _record_table(evaluation: Mapping[str, Any]) -> str:
    rows = ["| 记录 F1 | " + " | ".join(name for _, name in _WAYS) + " |", "| --- | --- | --- | --- |"]
    for kind in _KINDS:
        values = [evaluation["records"]["records"].get(way, {}).get(kind) for way, _ in _WAYS]
        cells = " | ".join("—" if value is None else f"{value:.3f}" for value in values)
        rows.append(f"| {'全部' if kind == 'all' else kind} | {cells} |")
    return "\n".join(rows)


def _check_line(evaluation: Mapping[str, Any]) -> str:
    checks = evaluation["checks"]
    planted = checks["planted_found"] + checks["planted_missed"]
    holds = checks["holds_confirmed"] + checks["holds_unconfirmed"]
    return (
        f"矛盾：埋入 {planted} 处，查出 {checks['planted_found']} 处，误报 {checks['false_violated']} 处；"
        f"成立的关系：{holds} 条中确认 {checks['holds_confirmed']} 条。"
    )
