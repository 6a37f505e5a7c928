"""The tagger of attributions: the shipped weights, and its training."""

import hashlib
from pathlib import Path

import pytest

from embeddings.errors import ModelError
from embeddings.networks import Lesson, Tagger, train_tagger
from embeddings.quotes import paragraphs, quoted
from embeddings.records import Attribution, Span
from embeddings.voices import voice_reader

MODEL = Path(__file__).parents[1] / "embeddings" / "models" / "attributions"


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(MODEL)


def read(tagger: Tagger, text: str) -> list[Attribution]:
    [found] = tagger.read([text], [quoted(text, [Span(0, len(text))])])
    return found


def words(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.end]


def test_the_card_names_the_weights() -> None:
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    weights = (MODEL / "weights-1.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() in card


def test_absent_weights_say_so(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text('{"name": "x"}', encoding="utf-8")
    with pytest.raises(ModelError, match="No weights"):
        _ = Tagger(tmp_path).name
    with pytest.raises(ModelError, match=r"model\.json"):
        Tagger(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("“We will rebuild the bridge,” said Ida Morn, the mayor.", "Ida Morn, the mayor",
         "We will rebuild the bridge"),
        ("The harbour office said that the ferry would sail again on Monday.",
         "The harbour office", "that the ferry would sail again on Monday"),
        ("According to the police, two lorries were stopped at the border.", "the police",
         "two lorries were stopped at the border"),
    ],
)
def test_known_attributions(tagger: Tagger, text: str, speaker: str, content: str) -> None:
    [one] = read(tagger, text)
    assert words(text, one.source) == speaker
    assert content in (words(text, one.content[0]) or "")


def test_nothing_is_said_here(tagger: Tagger) -> None:
    assert read(tagger, "The ferry sails at noon and takes forty cars.") == []
    assert read(tagger, "") == []
    assert tagger.read([], []) == []


def test_order_and_company_do_not_change_what_is_found(tagger: Tagger) -> None:
    texts = [
        "Ida Morn said the bridge was closed.",
        "“It is late,” Karl Hale told the council, which had met at noon for the third time "
        "in a week to hear what the engineers had to say.",
        "The ferry sails at noon.",
    ]
    marks = [quoted(text, [Span(0, len(text))]) for text in texts]
    together = tagger.read(texts, marks)
    backwards = tagger.read(texts[::-1], marks[::-1])[::-1]
    alone = [read(tagger, text) for text in texts]
    for one, other, third in zip(together, backwards, alone, strict=True):
        assert [(a.cue, a.content, a.source) for a in one] \
            == [(a.cue, a.content, a.source) for a in other] \
            == [(a.cue, a.content, a.source) for a in third]


def test_a_text_longer_than_the_window_is_read_to_its_end(tagger: Tagger) -> None:
    text = "The ferry sails at noon and takes forty cars. " * 40 \
        + "Ida Morn said the bridge was closed."
    found = read(tagger, text)
    assert [words(text, one.source) for one in found] == ["Ida Morn"]


def test_a_quotation_that_goes_on_belongs_to_its_speaker() -> None:
    text = (
        "“Nobody asked the people who live here,” said Mariana Solveg, a former member of the "
        "island council.\n"
        "\"The move signals that the port matters more than the village,\" she added. \"We will "
        "not forget it.\"\n"
        "“And we will vote in June.”"
    )
    [found] = voice_reader().find([(text, paragraphs(text))])
    assert [(text[q.start : q.end], q.name) for q in found if q.direct] == [
        ("“Nobody asked the people who live here,”", "Mariana Solveg"),
        ("\"The move signals that the port matters more than the village,\"", "Mariana Solveg"),
        ("\"We will not forget it.\"", "Mariana Solveg"),
        ("“And we will vote in June.”", "Mariana Solveg"),
    ]
    assert found[0].role == "former member of the island council"


@pytest.mark.slow
def test_training_learns_and_the_small_file_restores_it(tmp_path: Path) -> None:
    def lesson(who: str, what: str, cue: str = "hummed") -> Lesson:
        text = f"{who} {cue} {what}."
        at = len(who) + 1
        return Lesson(text, (), (
            ((Span(at, at + len(cue)),), (Span(0, len(who)),),
             (Span(at + len(cue) + 1, len(text) - 1),)),
        ))

    people = ("Ida Morn", "The council", "Karl Hale", "A driver", "The mayor", "Nobody")
    things = ("that it rains", "the bridge is open", "the boats are late", "no ferry sails")
    lessons = [lesson(who, what) for who in people for what in things]
    said: list[str] = []
    train_tagger(lessons, tmp_path, name="tiny", epochs=40, batch=24, rate=3e-4, report=said.append)
    [[found]] = Tagger(tmp_path).read(["The baker hummed the bread is gone."], [[]])
    assert (found.cue, found.content, found.source) == (
        Span(10, 16), (Span(17, 34),), Span(0, 9)
    )
    assert Tagger(tmp_path).name.startswith("tiny ")
