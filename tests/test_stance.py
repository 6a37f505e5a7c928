"""Framing with a scorer whose every share is known."""

import math

import pytest

from embeddings.records import Span, Stance
from embeddings.stance import Case, judge
from tests.conftest import WordScorer


def one(paragraph: str, *, threshold: float = 0.0):  # type: ignore[no-untyped-def]
    return judge([Case("The bridge is closed", paragraph)], WordScorer(), threshold=threshold)[0]


def test_shares_are_a_softmax_of_the_scores() -> None:
    found = one("The mayor praised it.")
    total = math.exp(3) + math.exp(0) + math.exp(1)
    assert found.stance == Stance.SUPPORTIVE
    assert found.probabilities[Stance.SUPPORTIVE] == pytest.approx(math.exp(3) / total)
    assert found.probabilities[Stance.CRITICAL] == pytest.approx(1 / total)
    assert found.confidence == pytest.approx(math.exp(3) / total)
    assert found.judge == "test scorer"


def test_neutral_carries_no_evidence() -> None:
    found = one("The bridge was built in 1931. It spans the harbour.")
    assert (found.stance, found.evidence) == (Stance.NEUTRAL, None)


def test_evidence_is_the_sentence_that_moves_the_judgement_most() -> None:
    text = "It was built in 1931. Traders condemned the closure. Work goes on."
    found = one(text)
    assert found.stance == Stance.CRITICAL
    assert found.evidence is not None
    assert text[found.evidence.start : found.evidence.end] == "Traders condemned the closure."


def test_one_sentence_is_its_own_evidence() -> None:
    text = "Traders condemned the closure."
    assert one(text).evidence == Span(0, len(text))


def test_both_sides_alike_are_mixed() -> None:
    found = one("Some praised it. Others condemned it.")
    assert found.stance == Stance.MIXED
    assert found.evidence is not None


def test_below_the_threshold_it_is_not_judged_and_says_why() -> None:
    found = one("The mayor praised it.", threshold=0.95)
    assert found.stance == Stance.NOT_JUDGED
    assert found.reason == "only 84% sure that it is supportive; 95% is asked for"
    assert found.evidence is None
    assert found.probabilities[Stance.SUPPORTIVE] > 0.8


def test_what_is_longer_than_the_window_is_not_judged() -> None:
    found = one("word " * 400)
    assert found.stance == Stance.NOT_JUDGED
    assert found.reason is not None
    assert "of 300 word pieces" in found.reason


def test_nothing_to_judge() -> None:
    assert judge([], WordScorer()) == []
