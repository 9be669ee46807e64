"""A classifier that has learned some labels → one with room for more, which still answers as before."""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from models.tags import Scheme

WEIGHTS, CONFIG = "model.safetensors", "config.json"
UNLIKELY = -4.0
"""The bias of a tag that nothing has been learned of yet: it is given to no piece."""


def widen(checkpoint: Path, scheme: Scheme, target: Path) -> Path:
    """Copy ``checkpoint`` to ``target`` with a row for each tag of ``scheme``; the rows that it has keep their place.

    Raises ``ValueError`` where the checkpoint has other tags than the first ones of ``scheme``.
    """
    shutil.copytree(checkpoint, target, dirs_exist_ok=True)
    config = json.loads((checkpoint / CONFIG).read_text(encoding="utf-8"))
    known = [config["id2label"][str(index)] for index in range(len(config["id2label"]))]
    if tuple(known) != scheme.tags[: len(known)]:
        raise ValueError(f"模型的标签 {known} 不是所需标签的前一部分")
    state = load_file(checkpoint / WEIGHTS)
    weight, bias = state["classifier.weight"], state["classifier.bias"]
    rows = len(scheme) - len(known)
    fresh = torch.randn((rows, weight.shape[1]), generator=torch.Generator().manual_seed(0)) * 0.02
    state["classifier.weight"] = torch.cat([weight, fresh.to(weight.dtype)])
    state["classifier.bias"] = torch.cat([bias, torch.full((rows,), UNLIKELY, dtype=bias.dtype)])
    save_file(state, target / WEIGHTS, {"format": "pt"})
    config["id2label"] = {str(index): tag for index, tag in enumerate(scheme.tags)}
    config["label2id"] = {tag: index for index, tag in enumerate(scheme.tags)}
    (target / CONFIG).write_text(json.dumps(config, indent=1), encoding="utf-8")
    return target
