"""The recipe of the guide for who receives webhooks accepts what is sent, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from service.jobs.webhooks import Webhooks
from service.outbound import Outbound

GUIDE = Path(__file__).parents[2] / "docs" / "http.md"


def test_the_recipe_tells_the_genuine_from_the_forged() -> None:
    code = re.search(r"```python\n(import hashlib.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    recipe: dict[str, Any] = {}
    exec(code[1], recipe)
    headers = Webhooks(Outbound(), b"secret", 1).headers("t1", b"{}")
    assert recipe["genuine"](b"secret", headers, b"{}")
    assert not recipe["genuine"](b"other", headers, b"{}")
    assert not recipe["genuine"](b"secret", headers, b"{ }")
    assert not recipe["genuine"](b"secret", {**headers, "Jixi-Timestamp": "1"}, b"{}")
