"""The sample coverage keeps the promises that its README makes."""

import json
import re
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).parents[1] / "embeddings" / "sample"
Row = dict[str, Any]

STANCES = {"supportive", "critical", "neutral", "mixed"}


def rows(name: str) -> list[Row]:
    lines = (SAMPLE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


ARTICLES = {row["id"]: row for row in rows("articles.jsonl")}
GOLD = {row["article"]: row for row in rows("gold.jsonl")}
EVENTS = {row["event"]: row for row in rows("events.jsonl")}


def paragraphs(article: str) -> list[str]:
    return list(ARTICLES[article]["text"].split("\n\n"))


def covering(event: str) -> list[Row]:
    return [ARTICLES[key] for key, gold in GOLD.items() if gold["event"] == event]


def overlap(one: str, other: str) -> float:
    """Words in common, counted with repetition, as a share of the longer text."""
    a, b = (Counter(re.findall(r"\w+", ARTICLES[key]["text"].lower())) for key in (one, other))
    return (a & b).total() / max(a.total(), b.total())


def test_ids_are_unique() -> None:
    assert len(ARTICLES) == len(rows("articles.jsonl"))
    assert len(GOLD) == len(rows("gold.jsonl"))
    assert len(EVENTS) == len(rows("events.jsonl"))


def test_there_is_enough_of_everything() -> None:
    assert len(ARTICLES) >= 36
    assert len({row["outlet"] for row in ARTICLES.values()}) >= 10
    shared = [event for event in EVENTS if len(covering(event)) > 1]
    assert len(shared) >= 7
    assert len({EVENTS[event]["kind"] for event in shared}) >= 7
    assert 1 <= len(EVENTS) - len(shared) <= 2
    assert any("published" not in row for row in ARTICLES.values())


def test_readme_counts_what_is_there() -> None:
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    outlets = {row["outlet"] for row in ARTICLES.values()}
    assert f"{len(ARTICLES)} English articles by {len(outlets)} outlets" in readme
    assert f"about {len(EVENTS)} happenings of 2025" in readme
    copies = [gold for gold in GOLD.values() if gold["copy_of"]]
    assert len(copies) == 10 and "Ten articles reprint" in readme


def test_every_article_is_labelled_and_every_event_is_known() -> None:
    assert GOLD.keys() == ARTICLES.keys()
    assert {gold["event"] for gold in GOLD.values()} == EVENTS.keys()
    for event in EVENTS.values():
        assert event.keys() == {"event", "statement", "kind"} and all(event.values())


@pytest.mark.parametrize("article", ARTICLES)
def test_article_has_the_agreed_shape(article: str) -> None:
    row = ARTICLES[article]
    assert row.keys() - {"published"} == {"id", "title", "text", "outlet", "language", "invented"}
    assert row["invented"] is True and row["language"] == "en"
    if "published" in row:
        assert date.fromisoformat(row["published"]).year == 2025
    assert 6 <= len(paragraphs(article)) <= 14
    for text in paragraphs(article):
        assert text == " ".join(text.split()), "a paragraph is one line without stray spaces"
        assert 8 <= len(text.split()) <= 100, "neither a heading nor too long for the encoder"


@pytest.mark.parametrize("article", ARTICLES)
def test_labels_fit_their_paragraphs(article: str) -> None:
    texts = paragraphs(article)
    labels = GOLD[article]["paragraphs"]
    assert [label["position"] for label in labels] == list(range(len(texts)))
    for label, text in zip(labels, texts, strict=True):
        assert label.keys() == {"position", "stance", "voice", "speaker", "evidence"}
        assert label["stance"] in STANCES
        if label["stance"] == "neutral":
            assert label["voice"] is label["speaker"] is label["evidence"] is None
            continue
        assert label["evidence"] and label["evidence"] in text
        assert label["voice"] in {"outlet", "speaker"}
        if label["voice"] == "outlet":
            assert label["speaker"] is None
        else:
            before = texts[label["position"] - 1] if label["position"] else ""
            assert label["speaker"] and (label["speaker"] in text or label["speaker"] in before)


@pytest.mark.parametrize("event", EVENTS)
def test_event_is_covered_by_different_outlets_within_days(event: str) -> None:
    articles = covering(event)
    outlets = [row["outlet"] for row in articles]
    assert len(set(outlets)) == len(outlets)
    assert len(articles) == 1 or 4 <= len(articles) <= 7
    titles = [row["title"] for row in articles]
    assert len(set(titles)) == len(titles)
    days = [date.fromisoformat(row["published"]) for row in articles if "published" in row]
    assert (max(days) - min(days)).days <= 4


def test_copies_are_near_verbatim_and_nothing_else_is() -> None:
    origin = {key: gold["copy_of"] or key for key, gold in GOLD.items()}
    for article, original in origin.items():
        if article == original:
            continue
        assert GOLD[article]["event"] == GOLD[original]["event"]
        assert GOLD[original]["copy_of"] is None
        assert ARTICLES[article]["text"] != ARTICLES[original]["text"]
        assert overlap(article, original) >= 0.85
    for one, other in combinations(ARTICLES, 2):
        if origin[one] != origin[other]:
            assert overlap(one, other) < 0.6


def test_stances_mix_as_in_real_news() -> None:
    counts = Counter(p["stance"] for gold in GOLD.values() for p in gold["paragraphs"])
    assert 0.60 <= counts["neutral"] / counts.total() <= 0.65
    assert 0.8 <= counts["supportive"] / counts["critical"] <= 1.25
    assert counts["mixed"] >= 5
