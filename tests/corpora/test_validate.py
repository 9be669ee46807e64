"""Every law finds what breaks it and says where; the corpus itself breaks none."""

from pathlib import Path

import pytest

from corpora.corpus import lone_paths, report_paths
from corpora.record_laws import LAWS
from corpora.validate import validate_corpus, validate_file

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name.removesuffix(".problems.txt") for path in GOLDEN.glob("*.problems.txt"))


@pytest.mark.parametrize("name", CASES)
def test_a_broken_file_gives_the_expected_problems(name: str) -> None:
    problems = validate_file(GOLDEN / f"{name}.inline.txt")
    found = [f"{p.path.name}:{p.line}:{p.column}: {p.message}（{p.law}）" for p in problems]
    assert found == (GOLDEN / f"{name}.problems.txt").read_text(encoding="utf-8").splitlines()


def test_every_law_of_records_has_a_golden_file_that_breaks_it() -> None:
    expected = "".join(path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.problems.txt"))
    assert [name for name in LAWS if f"（{name}）" not in expected] == []


def test_the_corpus_keeps_every_law() -> None:
    problems = [problem for path in report_paths() for problem in validate_file(path)]
    assert "\n".join(map(str, problems)) == ""


def test_a_file_without_its_other_half_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "01.inline.txt").write_text("甲", encoding="utf-8")
    (tmp_path / "samples" / "02.json").write_text("{}", encoding="utf-8")
    assert [path.name for path in lone_paths(tmp_path)] == ["01.inline.txt", "02.json"]
    assert [problem.law for problem in validate_corpus(tmp_path)] == ["文件", "文件"]


def test_a_file_that_is_no_utf_8_is_a_problem_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "01.inline.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "samples" / "01.json").write_text("{}", encoding="utf-8")
    assert [problem.law for problem in validate_corpus(tmp_path)] == ["文件"]
