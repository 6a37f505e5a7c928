"""Framing with a scorer whose every share is known."""

import math
import re

import numpy as np
import pytest

from embeddings.records import Reading, Span, Stance, Voice
from embeddings.stance import RULES, Case, ReadingJudge, judge
from tests.conftest import WordReader


def one(paragraph: str, *, threshold: float = 0.0):  # type: ignore[no-untyped-def]
    return judge([Case("The bridge is closed", paragraph)], WordReader(), threshold=threshold)[0]


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
    assert judge([], WordReader()) == []


def test_what_cannot_be_judged_says_why() -> None:
    reasons = {
        "Too late.": "too short to say anything about the event",
        "Sign up for our free newsletter today and get it in your inbox":
            "part of the page, not of the article's text",
        "Die Regierung hat die Entscheidung am Montag vor dem Parlament verteidigt.":
            "not in English (it looks like de)",
    }
    for text, reason in reasons.items():
        found = one(text)
        assert (found.stance, found.reason, found.probabilities) == (Stance.NOT_JUDGED, reason, {})
        assert found.leaning is None


def test_a_doubtful_side_is_a_leaning_and_no_finding() -> None:
    found = one("The mayor praised it.", threshold=0.95)
    assert found.leaning is Stance.SUPPORTIVE
    assert one("The mayor praised it.").leaning is None
    assert one("The bridge is old and long.", threshold=0.99).leaning is None


class MarkingReader(WordReader):
    """Marks given words as evidence and gives voice and relevance."""

    def __init__(self, words: str, *, speaker: float = 0.9, relevance: float = 1.0) -> None:
        self._words, self._speaker, self._relevance = words.split(), speaker, relevance

    def read(self, pairs, *, progress=None):  # type: ignore[no-untyped-def]
        found = []
        for reading, (_, text) in zip(super().read(pairs), pairs, strict=True):
            spans = [m.span() for m in re.finditer(r"\S+", text)]
            marks = [0.6 if text[s:e].strip(".,") in self._words else 0.02 for s, e in spans]
            found.append(
                Reading(
                    reading.shares, self._speaker, self._relevance,
                    np.asarray(spans, dtype=np.int32),
                    np.asarray([(m, m) for m in marks], dtype=np.float32),
                )
            )
        return found


def test_evidence_is_the_marked_run_of_words_by_offsets_into_the_original() -> None:
    text = "It  was \u00adbuilt in 1931. Traders condemned the  closure bitterly, he said."
    case = Case("The bridge is closed", text)
    found = judge([case], MarkingReader("condemned the closure bitterly"))[0]
    assert found.evidence is not None
    assert text[found.evidence.start : found.evidence.end] == "condemned the  closure bitterly"
    assert found.voice is Voice.SPEAKER


@pytest.mark.parametrize(
    ("text", "marked", "evidence"),
    [
        # Two words are missing at the end of a sentence; three would be another thought.
        ("It is old. Traders condemned the closure with fury.", "condemned the closure",
         "condemned the closure with fury"),
        ("It is old. Traders condemned the closure with much fury.", "condemned the closure",
         "condemned the closure"),
        # At the end of what is quoted, and not beyond.
        ("Traders condemned “the worst of all closures”, and went home.", "condemned “the worst of",
         "condemned “the worst of all closures"),
        ("Traders condemned the worst of all closures” and went home.", "condemned the worst of",
         "condemned the worst of"),
    ],
)
def test_evidence_does_not_end_a_word_or_two_early(text: str, marked: str, evidence: str) -> None:
    reader = MarkingReader(marked)
    span = judge([Case("The bridge is closed", text)], reader)[0].evidence
    assert span is not None
    assert text[span.start : span.end] == evidence


def test_the_voice_is_the_outlets_below_a_half() -> None:
    case = Case("The bridge is closed", "Traders condemned the closure.")
    assert judge([case], MarkingReader("condemned", speaker=0.4))[0].voice is Voice.OUTLET
    neutral = Case("The bridge is closed", "The bridge is old and long.")
    assert judge([neutral], MarkingReader("old"))[0].voice is None


def test_what_is_not_about_the_event_is_not_judged() -> None:
    case = Case("The bridge is closed", "Traders condemned the closure.")
    found = judge([case], MarkingReader("condemned", relevance=0.02))[0]
    assert found.stance is Stance.NOT_JUDGED
    assert found.reason == "not about the event (2% likely that it is)"
    assert found.leaning is None


def test_a_judge_names_its_model_and_rules() -> None:
    named = ReadingJudge(WordReader())
    assert named.name == f"test scorer, rules {RULES}"
    assert named.judge([Case("E", "Traders condemned it.")])[0].judge == named.name


def test_the_same_words_are_read_once() -> None:
    class Counting(WordReader):
        asked = 0

        def read(self, pairs, *, progress=None):  # type: ignore[no-untyped-def]
            Counting.asked += len(pairs)
            return super().read(pairs)

    cases = [Case("E", "Traders condemned it."), Case("E", "It is old and grey.")] * 3
    found = ReadingJudge(Counting()).judge(cases)
    assert Counting.asked == 2
    assert [j.stance for j in found] == [Stance.CRITICAL, Stance.NEUTRAL] * 3
