"""`guichet scenario` from the shell: exit codes 0, 1 and 2, both figures with file and line, one JSON object a line."""

import json
import re

import pytest
from bank import ROOT, guichet

SCENARIOS = ROOT / "Scenarios"


@pytest.fixture
def bent(tmp_path):
    """The half-year case with another interest than the rules give."""
    text = (SCENARIOS / "T3-half-year.yaml").read_text(encoding="utf-8")
    file = tmp_path / "bent.yaml"
    file.write_text(text.replace("interest: 121.50", "interest: 121.51"), encoding="utf-8")
    return file, text[: text.index("interest: 121.50")].count("\n") + 1


def test_help_says_what_it_does_with_an_example():
    code, out, err = guichet("scenario", "--help")
    assert code == 0, err
    assert re.search(r"[\u4e00-\u9fff]", out) and "docs/scenarios.md" in out
    assert "guichet scenario Scenarios/T3-half-year.yaml" in re.sub(r"\s+", " ", out)
    assert (SCENARIOS / "T3-half-year.yaml").exists() and (ROOT / "docs/scenarios.md").exists()


def test_a_file_that_holds_is_exit_0_with_every_posting_and_its_working(tmp_path):
    code, out, err = guichet("scenario", SCENARIOS / "E1-early-whole.yaml", "--folder", tmp_path)
    assert (code, err) == (0, "")
    assert "010001-20260301-000001" in out and "152.08" in out
    assert "50,000.00 × 365天 × 0.3% ÷ 360 = 152.08(3)" in out
    assert "储蓄管理条例第二十四条" in out and "Savings Rules art. 24" in out
    assert list(tmp_path.iterdir()) == [], "the scratch bank is removed"


def test_a_changed_expectation_is_exit_1_with_both_figures_file_and_line(bent):
    file, line = bent
    code, out, err = guichet("scenario", SCENARIOS / "O1-overdue.yaml", file)
    assert code == 1
    sentence = f"{file}:{line}: 利息 interest: 应为 expected 121.51, 实为 found 121.50"
    assert sentence in out and err.strip() == sentence


def test_a_wrong_file_is_exit_2_and_nothing_is_played(bent, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        "scenario: x\ntitle: {zh: 甲, en: a}\nevents:\n  - {on: 2026-02-30, do: day-end}\n", encoding="utf-8"
    )
    for missing in (wrong, tmp_path / "nowhere.yaml"):
        code, out, err = guichet("scenario", SCENARIOS / "T1-whole-terms.yaml", missing)
        assert code == 2 and out == "", missing
        assert re.search(re.escape(str(missing)) + r":\d+: .+\n  → .+", err), err
    code, out, err = guichet("scenario", wrong, "--json")
    assert code == 2
    problem = json.loads(out)
    assert problem["kind"] == "problem" and problem["line"] == 4 and problem["remedyZh"] and problem["remedyEn"]


def test_json_is_one_object_a_line(bent):
    file, line = bent
    code, out, _ = guichet("scenario", file, "--json")
    assert code == 1
    rows = [json.loads(text) for text in out.splitlines()]
    assert {row["kind"] for row in rows} == {"scenario", "event", "posting", "working", "check", "books"}
    failed = [row for row in rows if row["kind"] == "check" and not row["holds"]]
    assert [(row["line"], row["expected"], row["found"]) for row in failed] == [(line, "121.51", "121.50")]
    drawn = [row for row in rows if row["kind"] == "posting" and row["code"] == 1402]
    assert drawn[0]["workings"][0]["total"] == "121.50" and drawn[0]["workings"][0]["parts"][0]["stretches"][0]["months"] == 6
