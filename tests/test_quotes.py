"""Quotes: what stands between marks, what a tagger adds, and whose words they are."""

import re
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.quotes import find, paragraphs, quoted, tells_speech
from embeddings.records import Attribution, Judgement, Quote, Span, Stance, Voice
from embeddings.stance import Case
from embeddings.voices import VoiceReader, attributed, carrier
from tests.conftest import Tagger, WordTagger


def lines(text: str) -> list[Span]:
    return [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]


def inside(text: str) -> list[str]:
    return [text[s.start : s.end] for s in quoted(text, lines(text))]


class Given(Tagger):
    """A tagger that finds what it was told to, word for word."""

    def __init__(self, *told: tuple[str, str | None, Sequence[str]]) -> None:
        self._told = told

    def find(self, text: str) -> list[Attribution]:
        def place(words: str) -> Span:
            return Span(text.index(words), text.index(words) + len(words))

        return [
            Attribution(
                place(cue), tuple(map(place, content)), None if who is None else place(who), 0.9
            )
            for cue, who, content in self._told
            if cue in text and all(c in text for c in content)
        ]


def told(text: str, *attributions: tuple[str, str | None, Sequence[str]]) -> list[tuple[str, ...]]:
    """Return each quote as (words, speaker as written, direct or reported)."""
    [found] = find([(text, lines(text))], Given(*attributions))
    return [
        (text[q.start : q.end], q.written or "", "direct" if q.direct else "reported")
        for q in found
    ]


# -- quotation marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said "we won," and "we lost."', ['"we won,"', '"we lost."']),
        ("“It is ‘the end’ of it,” she said. “No.”", ["“It is ‘the end’ of it,”", "“No.”"]),
        (
            "‘We won’t go,’ the workers’ leader said. ‘Never.’",
            ["‘We won’t go,’", "‘Never.’"],
        ),
        ("'We won't go,' he said, in the '90s.", ["'We won't go,'"]),
        ("‘The workers’ plan is dead,’ she said.", ["‘The workers’ plan is dead,’"]),
        ('"First part.\n"Second part," he said.', ['"First part.', '"Second part,"']),
        ('A 6\'2" man said "yes".', ['"yes"']),
        ("“Never closed", ["“Never closed"]),
        ("He wrote “never closed", []),
        ("«Nous» and „Ja“", ["«Nous»", "„Ja“"]),
        ("the dogs' dinner and the cats' too", []),
        ("rock 'n' roll", []),
        ("", []),
    ],
)
def test_what_stands_between_marks(text: str, expected: list[str]) -> None:
    assert inside(text) == expected


@pytest.mark.parametrize(
    "unit", ['"', "'", "“", "”", "‘", "’", "«", "»", 'a" ', "'a ", "“a ", '"a', "«a» ", "“‘«"]
)
def test_a_hundred_thousand_marks_take_no_time(unit: str) -> None:
    text = unit * 100_000
    began = time.monotonic()
    found = quoted(text, [Span(0, len(text))])
    assert time.monotonic() - began < 3
    assert all(0 <= s.start < s.end <= len(text) for s in found)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab .,!\n\"'“”‘’«»„(-\u202e\U0001f600", max_size=80))
def test_stretches_are_in_order_and_within_their_paragraph(text: str) -> None:
    spans = lines(text)
    found = quoted(text, spans)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    for stretch in found:
        assert any(p.start <= stretch.start < stretch.end <= p.end for p in spans)


# -- cues


@pytest.mark.parametrize(
    "cue", ["said", "has said", "according to", "added:", "denied", "Tweeted", "admitted",
            "said in a statement", "replied", "is urging"],
)
def test_speech(cue: str) -> None:
    assert tells_speech(cue)


@pytest.mark.parametrize("cue", ["wants", "hopes", "is expected", "backed", "for", ":", ""])
def test_a_state_of_mind_is_no_speech(cue: str) -> None:
    assert not tells_speech(cue)


# -- quotes


def test_a_quotation_around_its_cue_is_two_quotes_of_one_speaker() -> None:
    text = "“We will rebuild,” said Ida Morn, the mayor. “Every house.”"
    assert told(text, ("said", "Ida Morn, the mayor", ["“We will rebuild", "Every house"])) == [
        ("“We will rebuild,”", "Ida Morn, the mayor", "direct"),
        ("“Every house.”", "Ida Morn, the mayor", "direct"),
    ]


def test_reported_speech_keeps_the_words_it_quotes_whole() -> None:
    text = 'Ida Morn said the plan was "a gift to nobody" and would fail.'
    assert told(text, ("said", "Ida Morn", ['the plan was "a gift to', "and would fail"])) == [
        ('the plan was "a gift to nobody" and would fail', "Ida Morn", "reported"),
    ]


def test_a_partial_quote_after_a_verb_that_is_no_saying() -> None:
    text = "Morn called it 'a historic step' on Monday."
    assert told(text, ("called", "Morn", ["it 'a historic step'"])) == [
        ("'a historic step'", "Morn", "direct"),
    ]


def test_wishes_are_no_quotes() -> None:
    text = "Morn wants the bridge to be built."
    [found] = find([(text, lines(text))], Given(("wants", "Morn", ["the bridge to be built"])))
    assert [quote.spoken for quote in found] == [False]


def test_a_quotation_without_a_cue_goes_on_with_the_speaker_before_it() -> None:
    text = (
        "“We were not asked,” said Ida Morn. “Nobody was.”\n"
        "“The move shows what they think of us and of our children.”\n"
        "The council meets on Monday.\n"
        "“It is a shame that it took so long to be said aloud.”"
    )
    assert told(text, ("said", "Ida Morn", ["“We were not asked"])) == [
        ("“We were not asked,”", "Ida Morn", "direct"),
        ("“Nobody was.”", "Ida Morn", "direct"),
        ("“The move shows what they think of us and of our children.”", "Ida Morn", "direct"),
        ("“It is a shame that it took so long to be said aloud.”", "", "direct"),
    ]


def test_words_in_marks_in_the_outlets_own_sentence_are_not_given_to_the_speaker_before() -> None:
    text = (
        "“We were not asked,” said Ida Morn. The charter lets the council sell land only where it "
        "“has no further use for the people of the town” and says no more."
    )
    assert told(text, ("said", "Ida Morn", ["“We were not asked"])) == [
        ("“We were not asked,”", "Ida Morn", "direct"),
        ("“has no further use for the people of the town”", "", "direct"),
    ]


def test_terms_and_titles_in_marks_are_nobodys_words() -> None:
    assert told('The "green" bank bought a copy of "Hamlet" and paid.') == []


def test_of_two_claims_to_the_same_words_the_surer_one_counts() -> None:
    text = "Morn said Hale had lied to the council."

    class Two(Tagger):
        def find(self, text: str) -> list[Attribution]:
            whole = Span(10, 38)
            return [
                Attribution(Span(5, 9), (whole,), Span(0, 4), 0.6),
                Attribution(Span(19, 23), (whole,), Span(10, 14), 0.9),
            ]

    [found] = find([(text, lines(text))], Two())
    assert [(q.start, q.end, q.written) for q in found] == [(10, 38, "Hale")]


class Anything(Tagger):
    """A tagger that finds whatever it is told to, however odd."""

    def __init__(self, *spans: tuple[int, int]) -> None:
        self._spans = spans

    def find(self, text: str) -> list[Attribution]:
        if not text:
            return []
        cue, *rest = (
            Span(min(a % len(text), b % len(text)), max(a % len(text), b % len(text)) + 1)
            for a, b in self._spans
        )
        return [Attribution(cue, tuple(rest[1:]), rest[0], 0.7)]


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="Ab .,\n\"'“”‘’", min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=3, max_size=5),
)
def test_whatever_a_tagger_says_no_offset_leaves_its_paragraph(
    text: str, spans: list[tuple[int, int]]
) -> None:
    of_text = paragraphs(text)
    [found] = find([(text, of_text)], Anything(*spans))
    for quote in found:
        assert any(p.start <= quote.start < quote.end <= p.end for p in of_text)


@settings(max_examples=150, deadline=None)
@given(st.text(
    alphabet="Morn said she.,!\n\"'“”‘’«»\u05d0\u202e\U0001f600\u200b", max_size=120
))
def test_every_offset_is_inside_the_text(text: str) -> None:
    spans = paragraphs(text)
    [found] = find([(text, spans)], WordTagger())
    for quote in found:
        assert any(p.start <= quote.start < quote.end <= p.end for p in spans)
        for span in (quote.cue, quote.speaker):
            assert span is None or 0 <= span.start < span.end <= len(text)
        if quote.speaker is not None:
            assert quote.written == text[quote.speaker.start : quote.speaker.end]


@pytest.mark.parametrize(
    "text", ['"' * 100_000, "“" * 100_000, "x" * 200_000, "\U0001f600" * 50_000,
             "\u202e\u05d0\u05d1 " * 30_000, 'He said "' * 20_000],
)
def test_hostile_text_neither_hangs_nor_leaves_the_text(text: str) -> None:
    began = time.monotonic()
    [found] = find([(text, paragraphs(text))], WordTagger())
    assert time.monotonic() - began < 30
    assert all(0 <= q.start < q.end <= len(text) for q in found)


# -- voices


def judged(evidence: Span, voice: Voice | None) -> Judgement:
    return Judgement(Stance.CRITICAL, {Stance.CRITICAL: 0.8}, 0.8, evidence, voice=voice)


QUOTES = [
    Quote(0, 10, True, Span(11, 15), Span(16, 20), written="Morn", name="Ida Morn"),
    Quote(30, 60, False, Span(25, 29), Span(21, 24), written="she", name=None),
]


def test_the_quote_with_most_of_the_evidence_carries_it() -> None:
    assert carrier(Span(5, 40), QUOTES) == QUOTES[1]
    assert carrier(Span(2, 9), QUOTES) == QUOTES[0]


def test_a_cue_carries_what_it_says_itself() -> None:
    assert carrier(Span(12, 15), QUOTES) == QUOTES[0]
    assert carrier(Span(70, 80), QUOTES) is None


def test_a_judgement_takes_the_speaker_of_its_evidence() -> None:
    found = attributed(judged(Span(0, 8), Voice.SPEAKER), QUOTES)
    assert (found.voice, found.speaker, found.name) == (Voice.SPEAKER, "Morn", "Ida Morn")
    assert attributed(judged(Span(70, 80), Voice.SPEAKER), QUOTES).speaker is None


def test_the_outlets_own_words_have_no_speaker() -> None:
    assert attributed(judged(Span(0, 8), Voice.OUTLET), QUOTES).speaker is None


def test_neutral_paragraphs_have_no_voice() -> None:
    neutral = Judgement(Stance.NEUTRAL, {Stance.NEUTRAL: 1.0}, 1.0)
    assert attributed(neutral, QUOTES) == neutral


def test_a_single_paragraph_learns_its_speaker_from_the_one_before() -> None:
    case = Case("The bridge is built", "“It will ruin the whole of the old harbour.”",
                "Ida Morn said it was wrong.")
    judgement = judged(Span(4, 20), Voice.SPEAKER)
    [found] = VoiceReader(WordTagger()).attribute([case], [judgement])
    assert found.speaker == "Ida Morn"
