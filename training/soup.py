"""The mean of the weights of several versions that were trained from one start: one network's cost, several's answers.

Wortsman et al., 2022, “Model soups”.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification, PreTrainedModel

from models.store import CHECKPOINT, open_version
from training.export import export_version


def average(versions: Sequence[Path], target: Path) -> Path:
    """Export the mean of ``versions`` to the new folder ``target``; returns it.

    The manifest is that of the last version, with the names of all. Raises ``ValueError`` where the networks or their
    pieces differ, ``StoreError`` where a version is damaged.
    """
    opened = [open_version(path) for path in versions]
    checkpoints = [version.path / CHECKPOINT for version in opened]
    if len({(checkpoint / "tokenizer.json").read_bytes() for checkpoint in checkpoints}) > 1:
        raise ValueError("几个版本的词表不同，不能取平均；请选用从同一个起点训练的版本。")
    model = _mean([_load(checkpoint) for checkpoint in checkpoints])
    details = {key: value for key, value in opened[-1].manifest.items() if key != "files"}
    details |= {"version": target.name, "averaged": [version.name for version in opened]}
    export_version(model, checkpoints[-1], target, details)
    return target


def _load(checkpoint: Path) -> PreTrainedModel:
    model: PreTrainedModel = AutoModelForTokenClassification.from_pretrained(checkpoint, dtype=torch.float32)
    model.eval()
    return model


def _mean(models: Sequence[PreTrainedModel]) -> PreTrainedModel:
    states = [model.state_dict() for model in models]
    if len({tuple((name, tuple(weights.shape)) for name, weights in state.items()) for state in states}) > 1:
        raise ValueError("几个版本的网络形状不同，不能取平均；请选用从同一个起点训练的版本。")
    first = states[0]
    mean = {
        name: torch.stack([state[name] for state in states]).mean(0) if weights.is_floating_point() else weights
        for name, weights in first.items()
    }
    models[0].load_state_dict(mean)
    return models[0]
