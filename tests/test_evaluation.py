"""Measures against values worked out by hand, and the renaming of the invariance test."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.evaluation import (
    evaluate_benchmarks,
    evaluate_framing,
    evaluate_names,
    expected_calibration_error,
    labelled_cases,
    macro_f1,
)
from embeddings.evaluation.names import renamed, swapped
from embeddings.evaluation.results import interval
from embeddings.records import Judgement, Span, Stance, Voice
from embeddings.stance import Case

SAMPLE = Path(__file__).parent.parent / "embeddings" / "sample"
S, C, N = Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL


class FixedJudge:
    """Answers by the paragraph's last word: a stance, and how sure it is."""

    name = "fixed"

    def warm(self) -> None:
        """Nothing to load."""

    def judge(
        self,
        cases: Sequence[Case],
        *,
        threshold: float = 0.0,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Judgement]:
        found = []
        for case in cases:
            side = next((s for s in (S, C) if s.value in case.paragraph), N)
            sure = 0.9 if "surely" in case.paragraph else 0.5
            rest = (1 - sure) / 2
            found.append(
                Judgement(
                    side, {s: sure if s is side else rest for s in (S, C, N)}, sure,
                    evidence=Span(0, 9) if side is not N else None,
                    voice=Voice.SPEAKER if side is not N else None,
                )
            )
        return found


def line(paragraph: str, stance: str, **more: object) -> dict[str, object]:
    return {
        "event": "E", "paragraph": paragraph, "previous": "", "stance": stance, "strength": 2,
        "voice": "none", "evidence": [], **more,
    }


def test_framing_figures_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    lines = [
        line("Well done is supportive surely", "supportive", voice="speaker", evidence=[[0, 4]]),
        line("This one is critical", "supportive", voice="outlet"),
        line("That is critical surely", "critical", voice="outlet", evidence=[[0, 7]]),
        line("It is old", "neutral"),
        line("It was critical", "neutral"),
        line("Left out", "mixed"),
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    rows = evaluate_framing(path, FixedJudge(), threshold=0.8, command="x")
    value = {str(row["metric"]): row["value"] for row in rows}
    counted = {str(row["metric"]): row["n"] for row in rows}
    assert counted["macro-F1 of the three classes"] == 5
    assert value["F1 supportive"] == pytest.approx(2 / 3, abs=1e-4)
    assert value["F1 critical"] == pytest.approx(2 / 4, abs=1e-4)
    assert value["F1 neutral"] == pytest.approx(2 / 3, abs=1e-4)
    assert value["accuracy"] == pytest.approx(0.6)
    turned = value["turned to the other side, of those that have one"]
    assert turned == pytest.approx(1 / 3, abs=1e-4)
    assert value["right among those called supportive or critical"] == pytest.approx(2 / 4)
    assert value["right among the sides shown at 80%"] == 1
    assert value["found of all sides at 80%"] == pytest.approx(2 / 3, abs=1e-4)
    # "Well done" against "Well": one of two words, all of one: F1 2/3; "That is c" against
    # "That is": three words against two: F1 4/5.
    assert value["evidence word F1"] == pytest.approx((2 / 3 + 4 / 5) / 2, abs=1e-4)
    assert value["voice right"] == pytest.approx(1 / 2)
    assert value["accuracy, voice outlet"] == pytest.approx(1 / 2)


def test_calibration_error_of_known_bins() -> None:
    shares = np.asarray([[0.95, 0.05], [0.95, 0.05], [0.65, 0.35], [0.35, 0.65]])
    truth = np.asarray([0, 1, 0, 1])
    # Bin 0.9-1.0: two of 0.95, half right; bin 0.6-0.7: two of 0.65, both right.
    assert expected_calibration_error(shares, truth) == pytest.approx(0.5 * 0.45 + 0.5 * 0.35)


def test_macro_f1_of_a_class_that_nobody_has() -> None:
    assert macro_f1([S, N], [S, N]) == {S: 1.0, C: 0.0, N: 1.0}


def test_an_interval_holds_the_figure() -> None:
    values = np.asarray([0.0, 1.0] * 50)
    low, high = interval(lambda chosen: float(values[chosen].mean()), 100)
    assert 0.38 < low < 0.45
    assert 0.55 < high < 0.62
    assert interval(lambda _: 0.25, 10) == (0.25, 0.25)


def test_the_sample_is_labelled_data_too() -> None:
    found = labelled_cases(SAMPLE)
    sides = [one for one in found if one.stance is not N]
    assert len(found) > 250
    assert len(sides) > 60
    for one in sides:
        assert all(one.case.paragraph[s:e].strip() for s, e in one.evidence)
    assert sum(bool(one.evidence) for one in sides) > 0.9 * len(sides)


def test_names_are_exchanged_everywhere_alike() -> None:
    case = Case(
        "Obama backs the Republicans", "Obama, the Republican said, and France agreed.",
        "In Paris the French Democrats met Obama.", "CNN: Obama moves",
    )
    other = swapped(case, np.random.default_rng(0))
    text = " ".join((other.statement, other.paragraph, other.previous, other.headline))
    for gone in ("Obama", "France", "French", "CNN"):
        assert gone not in text
    surname = other.statement.split()[0]
    assert text.count(surname) == 4
    assert other.statement == f"{surname} backs the Democrats"
    assert "the Democratic said" in other.paragraph
    assert "Republicans met" in other.previous
    nameless = Case("A bridge", "It is old.")
    assert swapped(nameless, np.random.default_rng(0)) == nameless
    assert renamed("Iran and Iranian", {"Iran": "Iraq", "Iranian": "Iraqi"}) == "Iraq and Iraqi"


def test_names_figures_count_changed_labels(tmp_path: Path) -> None:
    class Partisan(FixedJudge):
        def judge(self, cases: Sequence[Case], **options: object) -> list[Judgement]:
            return super().judge(
                [Case(c.statement, "critical" if "Trump" in c.paragraph or "critics say"
                      in c.paragraph else "plain") for c in cases]
            )

    path = tmp_path / "gold.jsonl"
    lines = [line("Trump spoke.", "neutral"), line("Cuba and Egypt met.", "neutral")]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    changed, turned = evaluate_names(path, Partisan(), command="x")
    assert (changed["value"], changed["n"]) == (0.5, 2)
    assert (turned["value"], turned["n"]) == (1.0, 1)


def test_benchmarks_read_their_sets(tmp_path: Path) -> None:
    class Reader:
        name = "reader"

        def shares(self, pairs: Sequence[tuple[str, str]], task: str) -> NDArray[np.float32]:
            side = {"good": 0, "bad": 1}
            assert task == "event"
            return np.eye(3, dtype=np.float32)[[side.get(text, 2) for _, text in pairs]]

    for name in ("vast/test", "newsmtsc/devtest_mt", "newsmtsc/devtest_rw"):
        path = tmp_path / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        rows = [
            {"text": "good", "target": "t", "label": "support", "seen": 1},
            {"text": "bad", "target": "t", "label": "oppose", "seen": 0},
            {"text": "odd", "target": "t", "label": "support", "seen": 0},
            {"text": "so", "target": "t", "label": "neutral", "seen": 0},
        ]
        import gzip

        with gzip.open(f"{path}.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    values = {str(r["metric"]): r["value"] for r in
              evaluate_benchmarks(tmp_path, Reader(), command="x")}
    third = pytest.approx((2 / 3 + 1 + 2 / 3) / 3, abs=1e-4)
    assert values["macro-F1, VAST, all topics"] == third
    zero_shot = values["macro-F1, VAST, topics without training data"]
    assert zero_shot == pytest.approx((0 + 1 + 2 / 3) / 3, abs=1e-4)
    assert values["macro-F1, NewsMTSC, real world"] == third
