"""The pair classifier: training moves it, its small file restores it, nothing is cut off."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.crossencoder import CrossEncoder, Example, TrainingPlan, train
from embeddings.errors import ModelError
from embeddings.explore import FRAMING
from embeddings.stance import CLASSES, Case, judge
from embeddings.training import framing_examples

pytestmark = pytest.mark.timeout(170)

EVENT = "The council closes the bridge"
GOOD = "Residents welcomed the closure of the bridge as a wise and overdue step."
BAD = "Traders condemned the closure of the bridge as a reckless and harmful step."


@pytest.fixture(scope="module")
def shipped() -> CrossEncoder:
    return CrossEncoder(FRAMING)


def test_the_shipped_model_tells_praise_from_condemnation(shipped: CrossEncoder) -> None:
    plain = "The bridge was built in 1931 and is 210 metres long."
    found = judge([Case(EVENT, text) for text in (GOOD, BAD, plain)], shipped)
    assert [j.stance for j in found] == list(CLASSES)
    assert sum(f.stat().st_size for f in FRAMING.iterdir()) < 30_000_000


def test_order_and_company_do_not_change_scores(shipped: CrossEncoder) -> None:
    pairs = [(EVENT, GOOD), (EVENT, BAD), (EVENT, "Short."), (EVENT, GOOD * 4)]
    together = shipped.predict(pairs)
    alone = np.stack([shipped.predict([p])[0] for p in pairs])
    assert together.shape == (4, 3)
    # Where the processor computes in bfloat16, three digits are all there are.
    assert np.allclose(together, alone, atol=0.03)
    assert np.allclose(together[::-1], shipped.predict(pairs[::-1]), atol=0.03)


def test_a_pair_beyond_the_window_is_refused_not_cut(shipped: CrossEncoder) -> None:
    assert shipped.pieces([(EVENT, "a b c")]) == [5 + 3 + 3]
    with pytest.raises(ModelError, match="split the paragraph"):
        shipped.predict([(EVENT, "word " * 600)])


def test_nothing_to_predict(shipped: CrossEncoder) -> None:
    assert shipped.predict([]).shape == (0, 3)


def test_absent_weights_say_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.json"):
        CrossEncoder(tmp_path)
    settings = '{"name": "x", "classes": ["a"], "window": 9, "offsets": [0]}'
    (tmp_path / "model.json").write_text(settings, encoding="utf-8")
    with pytest.raises(ModelError, match=r"weights\.safetensors"):
        CrossEncoder(tmp_path).predict([("a", "b")])


@pytest.mark.slow
def test_training_learns_and_the_small_file_restores_it(tmp_path: Path) -> None:
    examples = [Example(EVENT, GOOD, (1.0, 0.0, 0.0)), Example(EVENT, BAD, (0.0, 1.0, 0.0))] * 16
    plan = replace(TrainingPlan(), epochs=4, batch=8)
    lines: list[str] = []
    train(
        examples, plan, classes=("supportive", "critical", "neutral"), name="tiny",
        folders=lambda epoch: tmp_path / str(epoch), report=lines.append,
    )
    made = CrossEncoder(tmp_path / "3")
    scores = made.predict([(EVENT, GOOD), (EVENT, BAD)])
    assert scores.argmax(axis=1).tolist() == [0, 1]
    assert made.name == "tiny"
    assert (tmp_path / "3" / "weights.safetensors").stat().st_size < 12_000_000


def test_targets_follow_the_stated_strength() -> None:
    row = {
        "event": EVENT, "paragraph": BAD, "previous": "", "stance": "critical", "strength": 2,
        "evidence": [[8, 17]],
    }
    neutral = {**row, "stance": "neutral", "strength": 0, "evidence": []}
    made, other = framing_examples([row, neutral], seed=0)
    assert made.shares == pytest.approx((0.02, 0.92, 0.06))
    assert made.evidence == ((8, 17),)
    assert BAD[8:17] == "condemned"
    assert other.shares == pytest.approx((0.03, 0.03, 0.94))
