"""Whether a new version may take the place of the old one: what it must keep, what it must gain, and how sure that is.

Both versions read the same documents. A figure that falls is held against the new version only where resampling the
documents says that the fall is more than chance: a paired bootstrap, in which both versions are judged on the same draw
(Berg-Kirkpatrick et al., 2012). How often resamples fall at all would not tell: of two documents with one error more
each, among any number of others, nearly nine draws in ten have one at least.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.transaction.settings import GateSettings

Counts = tuple[int, int, int]
"""Annotated, found, right."""
Document = Mapping[str, Counts]
"""What was counted in one document: label (or ``records``) → counts."""
Documents = Mapping[str, Document]

ROUNDING = 1e-9
ALL, RECORDS, RARE = "all", "records", "rare"
"""All labels together; records with every figure and the very name right; the labels too rare to be judged alone."""


@dataclass(frozen=True, slots=True)
class Change:
    """How the F1 of one subject changed on one set of documents.

    ``low`` and ``high`` bound the middle 90 % of the resamples of the change; ``chance`` is the share of them that lie
    as far from the change, on its side, as the change lies from nothing.
    """

    where: str
    subject: str
    support: int
    old: float
    new: float
    low: float
    high: float
    chance: float

    @property
    def change(self) -> float:
        """New minus old."""
        return self.new - self.old

    def as_json(self) -> dict[str, Any]:
        """Plain values, to four digits."""
        values = {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return {**values, "change": round(self.change, 4)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The changes that were looked at, and why the new version is refused; it passes where there is no reason."""

    changes: tuple[Change, ...]
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "passed": not self.reasons,
            "reasons": list(self.reasons),
            "changes": [change.as_json() for change in self.changes],
        }


def judge(
    frozen: tuple[Documents, Documents], held_out: tuple[Documents, Documents], settings: GateSettings, seed: int
) -> Verdict:
    """``frozen`` and ``held_out`` are what the old and the new version found in the same documents."""
    kept = list(_changes("dev", *frozen, settings, seed))
    gained = list(_changes("held_out", *held_out, settings, seed))
    judged = [change for change in (*kept, *gained) if _is_judged(change, settings)]
    doubt = (1 - settings.certainty) / len(judged)
    reasons = [_fall(change, settings) for change in judged if _falls(change, settings, doubt)]
    whole = next(change for change in gained if change.subject == ALL)
    if whole.change <= 0 or whole.chance > 1 - settings.certainty:
        reasons.append(f"留出的新报告没有确定变好：F1 {whole.old:.4f} → {whole.new:.4f}（{_odds(whole)}）")
    return Verdict((*kept, *gained), tuple(reasons))


def _is_judged(change: Change, settings: GateSettings) -> bool:
    return change.subject != RARE or change.support >= settings.floor


def _falls(change: Change, settings: GateSettings, doubt: float) -> bool:
    """Whether this change is a reason to refuse, where chance may explain a share ``doubt`` of falls.

    Many subjects are judged at once, and each may fall by chance: the doubt of the whole is shared out among them
    (Bonferroni).
    """
    return change.change < -settings.margin and (change.chance <= doubt or change.change < -settings.limit)


def _fall(change: Change, settings: GateSettings) -> str:
    where = PLACES[change.where]
    return (
        f"{where} {SUBJECTS.get(change.subject, change.subject)} 变差：F1 {change.old:.4f} → {change.new:.4f}"
        f"（{change.change:+.4f}，容许 {-settings.margin:+.4f}；标注 {change.support} 个，{_odds(change)}）"
    )


def _odds(change: Change) -> str:
    return f"出于偶然的可能 {change.chance:.0%}"


PLACES = {"dev": "冻结的 dev", "held_out": "留出的新报告"}
SUBJECTS = {ALL: "全部实体", RECORDS: "记录", RARE: "少见的标签"}


def _changes(where: str, old: Documents, new: Documents, settings: GateSettings, seed: int) -> Iterator[Change]:
    documents = sorted(old)
    support = Counter[str]()
    for name in documents:
        support.update({subject: counts[0] for subject, counts in old[name].items()})
    labels = [subject for subject in support if subject not in (ALL, RECORDS)]
    rare = [label for label in labels if support[label] < settings.floor]
    counted = [RECORDS] if support[RECORDS] else []
    subjects = {subject: [subject] for subject in (ALL, *counted, *labels) if subject not in rare}
    if rare:
        subjects[RARE] = rare
    draws = _draws(len(documents), settings.resamples, seed)
    for subject, parts in subjects.items():
        sides = [_table([side.get(name, {}) for name in documents], parts) for side in (old, new)]
        yield _change(where, subject, sides[0], sides[1], draws)


def _draws(documents: int, resamples: int, seed: int) -> NDArray[np.int64]:
    """How often each document is in each resample, shape ``[resamples, documents]``."""
    draws: NDArray[np.int64] = np.random.default_rng(seed).multinomial(
        documents, np.full(documents, 1 / documents), size=resamples
    )
    return draws


def _table(documents: Sequence[Document], parts: Sequence[str]) -> NDArray[np.int64]:
    """Annotated, found, right, shape ``[documents, 3]``."""
    none: Counts = (0, 0, 0)
    rows = [[document.get(part, none) for part in parts] for document in documents]
    table: NDArray[np.int64] = np.array(rows, dtype=np.int64).sum(axis=1)
    return table


def _change(where: str, subject: str, old: NDArray[Any], new: NDArray[Any], draws: NDArray[np.int64]) -> Change:
    before, after = (float(_f1(side.sum(axis=0, keepdims=True))[0]) for side in (old, new))
    moved = _f1(draws @ new) - _f1(draws @ old)
    low, high = (float(value) for value in np.quantile(moved, [0.05, 0.95]))
    seen = after - before
    chance = float((np.sign(seen) * moved >= 2 * abs(seen) - ROUNDING).mean())
    return Change(where, subject, int(old[:, 0].sum()), before, after, low, high, chance)


def _f1(counts: NDArray[Any]) -> NDArray[np.float64]:
    """F1 of rows of annotated, found and right; 1 where there was nothing to find and nothing was found."""
    whole = counts[:, 0] + counts[:, 1]
    return np.where(whole > 0, 2 * counts[:, 2] / np.maximum(whole, 1), 1.0)
