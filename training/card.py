"""The model card of a version: what it was made of, how well it does, where it falls short. Written, not typed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.calibration import Calibration
from models.labels import Label
from models.store import Version
from training.calibration.show import method_name
from training.evaluation.plots import reliability_svg
from training.evaluation.run import Evaluation
from training.evaluation.show import SUBJECTS

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
- 设置：{averaged}起点 {start}；{epochs} 轮，批 {batch}，学习率 {rate}，随机种子 {seed}，权重取滑动平均；
  代码版本 `{commit}`。各阶段与比较过的做法见 `training/RESULTS.md`。
- 交付：ONNX 动态 int8（服务用）与半精度 safetensors（再训练用）；清单列出每个文件的 sha256。

## 成绩

{figures}

用同一条命令重新测得：`jixi evaluate --split test`。

## 置信度

{calibration}

## 局限

- 语料是为本项目编写的，模板取自真实报告的写法；真实报告更难，分数会更低。
- 挤在一起、没有分隔的表格和扫描识别错误最容易出错；信心低的结果需要人看。
"""
_RAW = "尚未校准：实体的置信度是标签概率的几何平均，记录的是其中最低的一个。"


def write_card(version: Version, evaluations: Mapping[str, Evaluation], cards: Path) -> Path:
    """Write ``NAME.md`` into the folder ``cards``, and its drawings into ``cards/NAME``; the path of the card."""
    drawings = cards / version.name
    drawings.mkdir(parents=True, exist_ok=True)
    for split, evaluation in evaluations.items():
        for subject, found in evaluation.reliability.items():
            (drawings / _drawing(split, subject)).write_text(reliability_svg(found), encoding="utf-8")
    path = cards / f"{version.name}.md"
    figures = {split: evaluation.as_json() for split, evaluation in evaluations.items()}
    path.write_text(card(version.manifest, figures, version.calibration), encoding="utf-8")
    return path


def _drawing(split: str, subject: str) -> str:
    return f"reliability-{split}-{subject}.svg"


def card(
    manifest: Mapping[str, Any], evaluations: Mapping[str, Mapping[str, Any]], calibration: Calibration | None
) -> str:
    """The card in Markdown; ``evaluations`` maps the name of a split to its evaluation as JSON."""
    config = manifest["config"]
    return _TEMPLATE.format(
        version=manifest["version"],
        layers=config["layers"],
        averaged=f"{'、'.join(manifest['averaged'])} 的权重取平均，末一个的" if "averaged" in manifest else "",
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
        calibration=_calibration(manifest["version"], evaluations, calibration),
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


def _calibration(version: str, evaluations: Mapping[str, Mapping[str, Any]], calibration: Calibration | None) -> str:
    """How the confidences were fitted, and what they are worth."""
    rows = ["| 校准误差（等量十组 / 等宽十组） | 实体 | 记录 |", "| --- | --- | --- |"]
    parts = []
    if calibration and (fitted := calibration.fitted):
        methods = "，".join(
            f"{word}用{method_name(fitted[name]['method'])}" for name, word in SUBJECTS.items() if name in fitted
        )
        parts.append(f"在 {fitted['split']} 的 {len(fitted['reports'])} 篇报告上拟合：{methods}。")
        told = (("raw", "未校准"), ("held_out", "逐篇留出"))
        rows += [_error_row(f"{fitted['split']}，{word}", fitted, key) for key, word in told]
    else:
        parts.append(_RAW)
    for split, evaluation in evaluations.items():
        rows.append(_error_row(split, {name: {"as": evaluation["reliability"][name]} for name in SUBJECTS}, "as"))
        parts += [f"![{split} {word}]({version}/{_drawing(split, name)})" for name, word in SUBJECTS.items()]
    parts.insert(1, "\n".join(rows))
    parts.insert(2, "图中横轴是置信度，纵轴是答对的比例：柱为等宽十组，点为等量十组，虚线上两者相等。")
    return "\n\n".join(parts)


def _error_row(name: str, errors: Mapping[str, Any], key: str) -> str:
    cells = (errors[subject][key] if subject in errors else None for subject in SUBJECTS)
    figures = (f"{cell['ece_equal_mass']:.4f} / {cell['ece_equal_width']:.4f}" if cell else "—" for cell in cells)
    return f"| {name} | {' | '.join(figures)} |"
