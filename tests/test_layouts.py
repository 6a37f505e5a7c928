"""Invented saved pages of many layouts: reading them gets no worse than the stored figures."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings import sources
from embeddings.reading import belonging, talk
from embeddings.records import Document
from tests import layouts_score, measure
from tests.layouts_score import Article, Gold, Score

# An F1 is stored to three places.
_ROUNDING = 0.001
_BODY = (
    "The bridge at Hatch is shut, and it will stay so until May, the town said on Monday.",
    "Traders called the closure reckless and said that it would cost them the whole summer.",
    "The mayor, Ann Poe, said that two of the piers had cracks as wide as a hand.",
)
_HEAD = ("The Bell", "Bridge is shut for good", "By Bo Reed", "2 May 2024")
_PAGE = "\n\n".join((*_HEAD, *_BODY, "© The Bell"))
_ARTICLE = Article(
    title="Bridge is shut for good", titled=True, outlets=frozenset({"the bell"}),
    date="2024-05-02", paragraphs=tuple((text,) for text in _BODY), cut=False,
)


def stored(folder: Path) -> dict[str, float]:
    rows = json.loads(measure.FIGURES.read_text(encoding="utf-8"))
    return {r["metric"]: r["value"] for r in rows if r["data"] == measure.data_of(folder)}


@pytest.mark.slow
@pytest.mark.parametrize("folder", measure.layout_folders(), ids=lambda path: path.name)
def test_reading_is_no_worse_than_the_figures_stored(folder: Path) -> None:
    known, scores = stored(folder), layouts_score.read_folder(folder)
    assert known, f"nothing stored for {folder}; run: python -m tests.measure --record layouts"
    worse = [
        f"{found.metric}: {found.value:g}, was {known[found.metric]:g}"
        for found in layouts_score.figures(scores.values())
        if (known[found.metric] - found.value) * (-1 if found.fewer_is_better else 1) > _ROUNDING
    ]
    misses = [f"{page}: {miss}" for page, score in scores.items() for miss in score.misses]
    assert worse == [], "\n".join(misses)
    assert sum(score.dates_invented for score in scores.values()) == 0, "\n".join(misses)


def test_stored_figures_are_of_the_measures_that_there_are() -> None:
    metrics = {f.metric for f in layouts_score.figures([scored(_PAGE)])}
    rows = json.loads(measure.FIGURES.read_text(encoding="utf-8"))
    data = {r["data"] for r in rows if r["command"] == measure.OF_LAYOUTS}
    assert len(data) >= 6
    for name in data:
        assert {r["metric"] for r in rows if r["data"] == name} <= metrics


def test_the_card_is_that_of_the_weights() -> None:
    card = (belonging.WEIGHTS.parent / "README.md").read_text(encoding="utf-8")
    for weights in (belonging.WEIGHTS, talk.WEIGHTS):
        assert hashlib.sha256(weights.read_bytes()).hexdigest() in card
    assert f"{len(belonging.FEATURES)} features" in card


# --- the scorer -------------------------------------------------------------------------------


def scored(page: str, *articles: Article, optional: tuple[str, ...] = ()) -> Score:
    found = [d for d in sources.read_bytes("a.txt", page.encode()) if isinstance(d, Document)]
    gold = Gold(articles or (_ARTICLE,), ("© The Bell", "Share"), frozenset(optional))
    return layouts_score.score(gold, found)


def test_a_page_read_right() -> None:
    score = scored(_PAGE)
    assert (score.f1, score.kept, score.extra, score.leaked) == (1.0, 3, 0, 0)
    assert (score.titles, score.outlets, score.dates, score.misses) == (1, 1, 1, ())


def test_what_is_lost_extra_and_leaked() -> None:
    gold = replace(_ARTICLE, paragraphs=((_BODY[0],), (_BODY[1],), ("Rain is expected.",)))
    score = scored(_PAGE.replace(_BODY[2], "The town said it would Share what it knows."), gold)
    assert (score.paragraphs, score.kept, score.extra) == (3, 2, 1)
    assert score.f1 == pytest.approx(2 / 3)
    assert (score.furniture, score.leaked) == (2, 1)
    assert score.misses == (
        "lost: Rain is expected.",
        "extra: The town said it would Share what it knows.",
        "leaked: Share",
    )


def test_what_is_optional_counts_neither_way() -> None:
    score = scored(_PAGE, replace(_ARTICLE, paragraphs=((_BODY[0],),)), optional=_BODY[1:])
    assert (score.kept, score.extra, score.f1) == (1, 0, 1.0)


def test_another_form_of_a_paragraph_counts_and_so_do_its_parts_where_it_may_be_cut() -> None:
    forms = (("Not this.", _BODY[0]), *((text,) for text in _BODY[1:]))
    other = replace(_ARTICLE, paragraphs=forms)
    assert scored(_PAGE, other).f1 == 1.0
    whole = replace(_ARTICLE, paragraphs=((" ".join(_BODY),),), cut=True)
    assert (scored(_PAGE, whole).kept, scored(_PAGE, whole).extra) == (1, 0)
    beyond = replace(_ARTICLE, paragraphs=((" ".join((*_BODY, "More.")),),), cut=True)
    assert (scored(_PAGE, beyond).kept, scored(_PAGE, beyond).extra) == (0, 1)


def test_the_marks_of_markdown_count_neither_way() -> None:
    marked = _PAGE.replace("The bridge at Hatch", "**The bridge** at [Hatch](/hatch_town)")
    assert scored(marked).f1 == 1.0
    gold = replace(_ARTICLE, paragraphs=(("_Bo Reed_ wrote 2*3*4.",),))
    assert layouts_score.clean(gold.paragraphs[0][0]) == "Bo Reed wrote 2*3*4."


def test_dates_missing_and_invented_and_outlets_unknown() -> None:
    undated = "\n\n".join((_HEAD[1], *_BODY))
    assert (scored(undated).dates_missing, scored(undated).dates_invented) == (1, 0)
    unnamed = replace(_ARTICLE, outlets=frozenset({None}))
    assert (scored(undated).outlets, scored(undated, unnamed).outlets) == (0, 1)
    for day in (None, "2024-05-03"):
        score = scored(_PAGE, replace(_ARTICLE, date=day))
        assert (score.dates, score.dates_missing, score.dates_invented) == (0, 0, 1)


def test_articles_run_together_are_misplaced() -> None:
    first = replace(_ARTICLE, paragraphs=((_BODY[0],),))
    second = replace(
        _ARTICLE, title="Traders are angry", paragraphs=((_BODY[1],), (_BODY[2],))
    )
    score = scored(_PAGE, first, second)
    assert (score.articles, score.documents, score.misplaced, score.kept) == (2, 1, 1, 3)
    assert score.titles == 0
    assert "not found: Bridge is shut for good" in score.misses
