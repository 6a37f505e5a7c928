"""Speakers of a library: one person over spellings, what they say, and the user's word on it."""

from collections.abc import Iterator

import pytest

from embeddings.errors import InputError, NotFoundError
from embeddings.explore import Library
from embeddings.records import (
    Article,
    Document,
    EditKind,
    Facets,
    Paragraph,
    Quote,
    Span,
    Stance,
    Utterance,
    Voice,
)
from embeddings.shortened import shortened
from tests.conftest import WordEncoder, word_judge, word_voices

BRIDGE = "The council closes the harbour bridge after cracks were found in the steel"


def document(key: str, outlet: str, *paragraphs: str) -> Document:
    source = "\n\n".join((BRIDGE, *paragraphs))
    spans, at = [], len(BRIDGE) + 2
    for paragraph in paragraphs:
        spans.append(Span(at, at + len(paragraph)))
        at += len(paragraph) + 2
    return Document(
        title=BRIDGE, source=source, paragraphs=tuple(spans), outlet=outlet, public_id=key,
        published="2025-03-03", language="en",
    )


@pytest.fixture
def told(library: Library) -> Iterator[Library]:
    """One event in two outlets: Ida Morn condemns, Karl Hale praises."""
    library.add_documents([
        document(
            "q1", "Daily Quay",
            "The harbour bridge was closed by the council after cracks were found in the steel.",
            "Ida Morn said the closure should be condemned condemned.",
            "Karl Hale said the council is to be praised praised for it.",
        ),
        document(
            "q2", "Port Herald",
            "The council closed the harbour bridge after cracks were found in the steel.",
            "Ida Morn said the harbour would die with the bridge.",
        ),
    ])
    yield library


def event_of(library: Library) -> str:
    [event] = library.overview().events
    return event.id


def test_who_speaks_in_an_event_and_for_which_side(told: Library) -> None:
    found = {s.person.name: s for s in told.speaking.within(told.event(event_of(told)))}
    assert set(found) == {"Ida Morn", "Karl Hale"}
    morn = found["Ida Morn"]
    assert (morn.quotes, morn.outlets) == (2, ("Daily Quay", "Port Herald"))
    assert (morn.counts.critical, morn.counts.supportive) == (1, 0)
    assert (found["Karl Hale"].counts.critical, found["Karl Hale"].counts.supportive) == (0, 1)
    assert told.speaking.speakers() == told.speaking.within(told.event(event_of(told)))


def test_a_judgement_names_its_speaker_everywhere(told: Library) -> None:
    [critical] = told.event(event_of(told)).having(Stance.CRITICAL)
    assert critical.judgement is not None
    judgement = critical.judgement
    assert (judgement.voice, judgement.speaker) == (Voice.SPEAKER, "Ida Morn")
    assert (judgement.name, judgement.person) == ("Ida Morn", "ida-morn")
    again = {p.id: p for p in told.article("q1").paragraphs}
    assert again[critical.id].judgement == judgement
    strongest = {p.id: p for p in told.overview().events[0].strongest}
    assert strongest[critical.id].judgement == judgement
    [hit] = told.search("closure condemned", k=1)
    assert hit.paragraph.judgement == judgement


def test_what_is_said_is_a_slice_of_the_stored_source(told: Library) -> None:
    said = told.utterances(event_of(told))
    assert len(said) == 3
    for one in said:
        document = told.document(one.article.id)
        start = one.paragraph.start + one.quote.start
        assert document.source[start : start + len(one.words)] == one.words
    assert [u.words for u in told.utterances(event_of(told), "karl-hale")] == [
        "the council is to be praised praised for it"
    ]


def test_a_speakers_page(told: Library) -> None:
    told.add_documents([document("q3", "Tide", "Lorries wait for Ida Morn in the harbour lane.")])
    view = told.speaker("ida-morn")
    assert [u.article.id for u in view.said] == ["q1", "q2"]
    assert [p.article for p in view.mentions] == ["q3"]
    assert view.speaker.counts.critical == 1
    with pytest.raises(NotFoundError, match="nobody"):
        told.speaker("nobody")


def test_the_user_joins_and_parts_speakers_and_takes_it_back(told: Library) -> None:
    event = event_of(told)
    edit = told.speaking.join("ida-morn", ["karl-hale"])
    assert edit.kind is EditKind.JOIN
    [one] = told.speaking.within(told.event(event))
    assert (one.quotes, set(one.person.spellings)) == (3, {"Ida Morn", "Karl Hale"})
    # Both addresses lead to the one.
    assert told.speaker("karl-hale").speaker == told.speaker("ida-morn").speaker
    assert told.shaping.undo().kind is EditKind.JOIN
    assert len(told.speaking.within(told.event(event))) == 2


def test_what_a_user_says_of_speakers_survives_reopening_and_additions(told: Library) -> None:
    told.add_documents([
        document("q4", "Tide", "Ida Jane Morn said the harbour would not forget the council.")
    ])
    [morn] = [s for s in told.speaking.speakers() if "Ida Morn" in s.person.spellings]
    assert set(morn.person.spellings) == {"Ida Morn", "Ida Jane Morn"}
    assert told.speaking.part(morn.person.key, ["Ida Jane Morn"]).kind is EditKind.PART
    folder = told.folder
    told.close()
    again = Library.open(
        folder, encoder=WordEncoder(), judge=word_judge(), voices=word_voices()
    )
    again.add_documents([document("q5", "Wave", "Ida Jane Morn said it was late.")])
    found = {s.person.name: s.quotes for s in again.speaking.speakers()}
    assert (found["Ida Morn"], found["Ida Jane Morn"]) == (2, 2)
    again.shaping.undo()
    assert "Ida Jane Morn" not in {s.person.name for s in again.speaking.speakers()}
    again.close()


def test_nothing_to_join_or_part_says_so(told: Library) -> None:
    with pytest.raises(InputError, match="two different"):
        told.speaking.join("ida-morn", ["ida-morn"])
    with pytest.raises(InputError, match="not all"):
        told.speaking.part("ida-morn", ["Ida Morn"])
    with pytest.raises(NotFoundError):
        told.speaking.join("ida-morn", ["nobody"])


def test_removing_an_article_takes_its_quotes(told: Library) -> None:
    told.remove(["q2"])
    assert {s.person.name: s.quotes for s in told.speaking.speakers()} == {
        "Ida Morn": 1, "Karl Hale": 1
    }


def test_a_library_of_before_waits_for_its_quotes(told: Library) -> None:
    with told._store._database.writing() as connection:
        connection.execute("DELETE FROM quoted")
        connection.execute("DELETE FROM quotes")
    assert told.overview().pending == 2
    waiting = told.tagger
    assert waiting is None
    assert told.speaking.speakers() == ()
    told.resume()
    assert told.overview().pending == 0
    assert told.tagger == word_voices().name
    assert len(told.speaking.speakers()) == 2


def test_search_by_voice(told: Library) -> None:
    # The judge of the tests tells no voice, so none is stored.
    assert told.search("harbour", facets=Facets(voice=Voice.OUTLET)) == ()


# -- who quoted only part of it


def said(key: str, text: str, *, direct: bool = True, copy_of: str | None = None) -> Utterance:
    article = Article(key, "A headline", key.title(), event="1", copy_of=copy_of)
    return Utterance(
        Quote(0, len(text), direct), Paragraph(1, key, 0, text, 0, len(text)), article, "morn"
    )


WHOLE = "“We will close the bridge, because it is not safe, and we will build a better one.”"


def test_the_shorter_quotation_and_what_it_leaves_out() -> None:
    part = "“We will close the bridge, and we will build a better one.”"
    [pair] = shortened([said("quay", WHOLE), said("tide", part)])
    assert (pair.whole.article.id, pair.part.article.id) == ("quay", "tide")
    assert [WHOLE[s.start : s.end] for s in pair.left_out] == ["because it is not safe"]


@pytest.mark.parametrize(
    "other",
    [
        said("tide", WHOLE),
        said("tide", "“We will close nothing.”"),
        said("tide", "we will close the bridge", direct=False),
        said("tide", "“We will close the bridge.”", copy_of="quay"),
        said("quay", "“We will close the bridge.”"),
    ],
)
def test_what_is_no_shortening(other: Utterance) -> None:
    assert shortened([said("quay", WHOLE), other]) == ()
