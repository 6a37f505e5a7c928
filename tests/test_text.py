"""Cleaning, hashing, sentences and pieces: exact values, exact offsets, hostile strings."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import text
from embeddings.records import Span

HOSTILE = {
    "no spaces": "a" * 100_000,
    "opening quotes": "“" * 100_000,
    "straight quotes": '"' * 100_000,
    "guillemets": "« " * 50_000,
    "dots": ". " * 60_000,
    "soft hyphens": "\u00ad" * 100_000,
    "brackets": "(\n" * 50_000,
    "no spaces, Hangul": "한" * 50_000,
    "one endless sentence": "word and " * 20_000,
}


def parts(source: str, spans: tuple[Span, ...]) -> list[str]:
    return [source[span.start : span.end] for span in spans]


def test_storable_text_is_valid_utf8_without_nul() -> None:
    assert text.storable("a\x00b \ud800 c\udfff \U0001f600") == "ab \ufffd c\ufffd \U0001f600"
    text.storable("\udc00" * 10).encode("utf-8")


def test_clean_joins_wraps_and_drops_what_cannot_be_seen() -> None:
    assert text.clean("  The\u00a0re\u00adport,\r\n  he said,\u200b was\tlate. ") == (
        "The report, he said, was late."
    )
    assert (
        text.clean("drug-\ntrafficking, pro- \nand anti-war")
        == "drug-trafficking, pro- and anti-war"
    )


def test_hash_ignores_layout_only() -> None:
    assert text.text_hash("A  b\u00adc\n") == text.text_hash("A bc")
    assert text.text_hash("A bc") != text.text_hash("a bc")
    assert text.text_hash("A\u00a0bc") == (
        "1d6979cccc25a747a8c1d04eb55102ef400ba6f777c6474c758c073d00522fb3"
    )
    assert len(text.text_hash("")) == 64


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (
            "The U.S. paid Mr. Ames $3.5 million. Dr. Lee left at 5 p.m. on Monday.",
            ["The U.S. paid Mr. Ames $3.5 million.", "Dr. Lee left at 5 p.m. on Monday."],
        ),
        (
            '"It is over," she said. "We won\'t go back." He agreed.',
            ['"It is over," she said.', '"We won\'t go back."', "He agreed."],
        ),
        (
            "Growth fell from 2.5% to 1.9%.  Why?\nNobody at Acme Inc. knows.",
            ["Growth fell from 2.5% to 1.9%.", "Why?", "Nobody at Acme Inc. knows."],
        ),
        ("Er kam am 3. Mai. Sie nicht.", ["Er kam am 3. Mai.", "Sie nicht."]),
        ("", []),
        (" \n ", []),
        ("no stop at all", ["no stop at all"]),
    ],
)
def test_sentences(source: str, wanted: list[str]) -> None:
    language = "de" if source.startswith("Er ") else "en"
    assert parts(source, text.sentences(source, language)) == wanted


def test_sentence_offsets_survive_signs_outside_the_first_plane() -> None:
    source = "Ünïcode 🎉 wins. “No,” he said. 汉字。More text."
    spans = text.sentences(source)
    assert parts(source, spans)[0] == "Ünïcode 🎉 wins."
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_strings_end_quickly_and_fit(name: str) -> None:
    source = HOSTILE[name]
    began = time.monotonic()
    text.sentences(source)
    pieces = text.fit(source, 0, len(source))
    assert time.monotonic() - began < 6
    assert all(text.token_bound(piece) <= text.WINDOW_TOKENS for piece in parts(source, pieces))


@given(st.text(max_size=300), st.sampled_from(["en", "de", "zh", None, "xx"]))
@settings(max_examples=150, deadline=None)
def test_sentences_are_ordered_slices_that_cover_the_text(
    source: str, language: str | None
) -> None:
    spans = text.sentences(source, language)
    at = 0
    for span in spans:
        assert not source[at : span.start].strip()
        assert source[span.start : span.end].strip() == source[span.start : span.end] != ""
        at = span.end
    assert not source[at:].strip()


@given(
    st.lists(
        st.sampled_from(["Word ", "bus. ", "x" * 90, "汉字", "“", "U.S. ", "\n", "1999 "]),
        max_size=400,
    )
)
@settings(max_examples=60, deadline=None)
def test_pieces_lose_no_word(chosen: list[str]) -> None:
    source = "".join(chosen)
    pieces = text.fit(source, 0, len(source))
    assert "".join(source.split()) == "".join("".join(parts(source, pieces)).split())
    assert all(a.end <= b.start for a, b in zip(pieces, pieces[1:], strict=False))


def test_a_paragraph_stays_whole_and_a_whole_article_is_cut_at_sentence_ends() -> None:
    sentence = "The mayor of the town said on Monday that the old bridge would be shut for a week. "
    one = (sentence * 9).strip()
    assert text.fit(one, 0, len(one)) == (Span(0, len(one)),)
    whole = (sentence * 60).strip()
    pieces = parts(whole, text.fit(whole, 0, len(whole)))
    assert len(pieces) > 5
    assert all(piece.startswith("The mayor") and piece.endswith("week.") for piece in pieces)
    assert all(40 <= len(piece.split()) <= 120 for piece in pieces)


def test_fit_counts_from_the_given_start() -> None:
    source = "skip this. Keep this part. And not this."
    assert parts(source, text.fit(source, 11, 26)) == ["Keep this part."]
