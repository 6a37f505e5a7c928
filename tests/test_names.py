"""Speakers by name: what they are called elsewhere, pronouns, roles. All people are invented."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.quotes.names import mentions, people, resolve
from embeddings.quotes.scan import Gender
from embeddings.records import Quote, Span


def paragraphs_of(text: str) -> list[Span]:
    spans, at = [], 0
    for part in text.split("\n\n"):
        spans.append(Span(at, at + len(part)))
        at += len(part) + 2
    return spans


def told(marked: str) -> list[tuple[str | None, str | None]]:
    """Resolve the speakers in [brackets], each of a quote that is its whole sentence's rest."""
    text, spans = "", []
    for piece in marked.split("["):
        inside, closed, rest = piece.partition("]")
        if closed:
            spans.append(Span(len(text), len(text) + len(inside)))
        text += inside + rest
    quotes = []
    for span in spans:
        start = text.rfind("“", 0, span.start)
        end = text.find("”", start) + 1 if start >= 0 else 0
        direct = 0 < end <= span.start
        quotes.append(
            Quote(start, end, True, speaker=span) if direct
            else Quote(span.end, span.end, False, speaker=span)
        )
    quotes.sort(key=lambda quote: quote.start)
    found = resolve(text, paragraphs_of(text), quotes)
    for quote in found:
        assert quote.name is None or quote.name in text
        assert quote.role is None or quote.role in text
    return [(quote.name, quote.role) for quote in found]


def names(marked: str) -> list[str | None]:
    return [name for name, _ in told(marked)]


LEAD = "The envoy Tarek Jan Orlavi met Senator Ilse Quarn in Geneva on Monday.\n\n"


def test_a_surname_is_the_full_name() -> None:
    assert names(LEAD + "“We agree,” [Orlavi] said. “So do I,” said [Sen. Quarn].") == [
        "Tarek Jan Orlavi", "Ilse Quarn"
    ]


@pytest.mark.parametrize(
    ("speaker", "name", "role"),
    [
        ("Nadira Toofi, a former member of the island's parliament", "Nadira Toofi",
         "former member of the island's parliament"),
        ("State House press secretary Sten Spaler", "Sten Spaler", "State House press secretary"),
        ("Foreign Minister Amir Jan Mutavi", "Amir Jan Mutavi", "Foreign Minister"),
        ("Bram van der Velde", "Bram van der Velde", None),
        ("Fadil al-Karam", "Fadil al-Karam", None),
        ("Rosa de la Cruzeta", "Rosa de la Cruzeta", None),
        ("Tom O’Brannigan Jr.", "Tom O’Brannigan Jr.", None),
        ("Jean-Luc McTarn III", "Jean-Luc McTarn III", None),
        ("Łukasz Żelazny", "Łukasz Żelazny", None),
        ("Rep. G.K. Butterwick (D-N.C.)", "G.K. Butterwick", "Rep."),
        ("Trask’s lawyer Milo Koven", "Milo Koven", "Trask’s lawyer"),
        ("a lawyer for the family, Milo Koven,", "Milo Koven", "lawyer for the family"),
        ("the Northport Times", "Northport Times", None),
        ("Human Tides Watch", "Human Tides Watch", None),
        ("the Institute for Fair Tides", "Institute for Fair Tides", None),
        ("the FBQ", "FBQ", None),
        ("officials", None, None), ("Critics", None, None), ("one resident", None, None),
        ("Many Republicans", None, None), ("people close to Milo Koven", None, None),
        ("Milo Koven and Rosa Tarn", None, None), ("the Koven campaign", None, None),
        ("a spokeswoman for Milo Koven", None, "spokeswoman"),
        ("DONALD VESPER", None, None), ("عمر الخطيب", None, None), ("山田太郎", None, None),
    ],
)
def test_speakers_as_written(speaker: str, name: str | None, role: str | None) -> None:
    assert told(f"On the quay they met. “It is late,” [{speaker}] said.") == [(name, role)]


def test_pronouns_take_the_speaker_before() -> None:
    assert names(
        LEAD + "“We agree,” Ms. [Quarn] said. Mr. Orlavi nodded.\n\n“It was time,” [she] added. "
        "“We are glad,” [he] said."
    ) == ["Ilse Quarn", "Ilse Quarn", "Tarek Jan Orlavi"]


def test_a_pronoun_without_anybody_is_nobody() -> None:
    assert names("The harbour is closed. “It is late,” [she] said.") == [None]
    assert names(LEAD + "“It is late,” [they] said.") == [None]


def test_a_pronoun_does_not_take_whom_a_quotation_names() -> None:
    assert names(
        "Mr. Milo Koven spoke first. “I never liked Peter Tarn,” [Koven] said.\n\n"
        "“Nobody does,” [he] went on."
    ) == ["Milo Koven", "Milo Koven"]


def test_who_is_the_one_named_before() -> None:
    assert names("They called Rosa Tarn, [who] says that the sea is rising.") == ["Rosa Tarn"]


def test_definite_roles() -> None:
    assert told(LEAD + "“We agree,” [the senator] said.") == [("Ilse Quarn", "Senator")]
    two = "Senator Ilse Quarn met Senator Otto Brandal.\n\n"
    assert names(two + "“We agree,” [the senator] said.") == [None]
    assert names(LEAD + "“We agree,” [the former senator] said.") == [None]


def test_namesakes() -> None:
    both = "Ilse Quarn wrote to her cousin Peter Quarn.\n\n"
    assert names(both + "“It is late,” [Quarn] said.") == [None]
    assert names(both + "“It is late,” [Mr. Quarn] said.") == ["Peter Quarn"]
    junior = "Dorian Trask and Dorian Trask Jr. came. “It is late,” [Trask] said."
    assert names(junior) == ["Dorian Trask"]


def test_headlines_in_capitals_name_nobody() -> None:
    text = "Harbour Mayor Rosa Tarn Slams Quarn Over Late Ferries\n\nThe mayor, Rosa Tarn, left."
    assert [(named.name, named.roles) for named in people(text, paragraphs_of(text))] == [
        ("Rosa Tarn", ("mayor",))
    ]


def test_people_learn_gender_and_roles() -> None:
    text = LEAD + "Ms. Quarn smiled. Orlavi said he was glad."
    found = {named.name: named for named in people(text, paragraphs_of(text))}
    assert found["Ilse Quarn"].gender == Gender.SHE
    assert found["Tarek Jan Orlavi"].gender == Gender.HE
    assert found["Tarek Jan Orlavi"].roles == ("envoy",)
    assert [text[m.start : m.end] for m in found["Ilse Quarn"].mentions] == ["Ilse Quarn", "Quarn"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Then Dorian Trask left.", True), ("Then Mr. Trask’s boat left.", True),
        ("Trask left.", True), ("Dorian J. Trask left.", True), ("Melita Trask left.", False),
        ("The Trask Tower fell.", False), ("A hard trask it was.", False),
        ("Dorian left.", False), ("", False), ("Dorian Trask Jr. left.", True),
    ],
)
def test_mentions(text: str, named: bool) -> None:
    assert mentions(text, "Dorian Trask") is named


def test_months_are_no_people() -> None:
    assert mentions("Talks went on in May.", "Theodora May") is False
    assert mentions("Nothing helps, Mrs. May said.", "Theodora May") is True


@given(st.text(alphabet="AbéÖ .,“”\"'’-\n()áخ🙂\u0301\ud800", max_size=80), st.data())
@settings(max_examples=200, deadline=None)
def test_names_are_slices_of_any_text(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text) + 2)
    spans = [Span(*sorted((data.draw(places), data.draw(places)))) for _ in range(4)]
    quotes = sorted(
        (Quote(span.start, span.end, True, speaker=speaker)
         for span, speaker in zip(spans[:2], spans[2:], strict=True)),
        key=lambda quote: quote.start,
    )
    for quote in resolve(text, paragraphs_of(text), quotes):
        assert quote.name is None or (quote.name and quote.name in text)
        assert quote.role is None or (quote.role and quote.role in text)
    mentions(text, text[:9])


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "“" * 100_000 + "he", "A" * 500_000, "A. " * 150_000, "Ann Bo " * 70_000,
        "Ann-" * 100_000, "\u202eשלום עולם 🙂 " * 30_000, "a.b." * 100_000, ", " * 200_000,
        "".join(f"Ann{chr(97 + at % 26)}o Smit said he knew Smit. " for at in range(12_000)),
        "".join(f"Senator A{'o' * (at % 50)}b Tarn spoke. " for at in range(12_000)),
    ],
    ids=range(10),
)
def test_hostile_texts_take_bounded_time(text: str) -> None:
    step = max(1, len(text) // 3_000)
    quotes = [Quote(at, at + 1, at % 2 == 0, speaker=Span(at, min(len(text), at + 900)))
              for at in range(0, len(text), step)]
    pronouns = [Quote(at, at + 2, True, speaker=Span(at, at + 2))
                for at in range(len(text)) if text.startswith("he ", at)]
    started = time.perf_counter()
    found = resolve(text, [Span(0, len(text))], sorted(quotes + pronouns, key=lambda q: q.start))
    assert len(found) == len(quotes) + len(pronouns)
    assert time.perf_counter() - started < 20


@pytest.mark.slow
def test_two_megabytes_take_seconds() -> None:
    page = LEAD + "“We agree,” Quarn said. She did not know that Orlavi had left the city.\n\n"
    text = page * (2_000_000 // len(page))
    at, quotes = text.find("“"), []
    while at >= 0:
        quotes.append(Quote(at, at + 11, True, speaker=Span(at + 12, at + 17)))
        at = text.find("“", at + 1)
    started = time.perf_counter()
    found = resolve(text, paragraphs_of(text), quotes)
    assert {quote.name for quote in found} == {"Ilse Quarn"}
    assert time.perf_counter() - started < 40


def test_an_office_that_every_country_has_is_not_anothers() -> None:
    assert names(
        "The Ostian Foreign Ministry met envoys.\n\n[Norland’s Foreign Ministry] said it was glad. "
        "[The Foreign Ministry] said no more. [The Ostian Foreign Ministry] said it was late."
    ) == ["Norland’s Foreign Ministry", None, "Ostian Foreign Ministry"]


def test_a_role_and_its_place_before_the_name() -> None:
    assert told("[Another former MP in Ostia, Fanny Quarn,] said it was late.") == [
        ("Fanny Quarn", "former MP in Ostia")
    ]


def test_he_is_who_has_just_spoken() -> None:
    assert names("“No,” [Orlavi] said.\n\n“We will wait,” [he] said.") == ["Orlavi", "Orlavi"]
