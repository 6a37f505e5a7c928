"""Which way outlets, articles and days lean: known counts, and intervals computed by hand."""

from collections.abc import Sequence
from datetime import date

import pytest

from embeddings.leanings import (
    ArticleLean,
    Day,
    Lean,
    Sides,
    articles,
    days,
    outlets,
    wilson,
)
from embeddings.records import (
    Article,
    Counts,
    Event,
    EventView,
    Judgement,
    Paragraph,
    Stance,
    Voice,
)

SIGNS = {"+": Stance.SUPPORTIVE, "-": Stance.CRITICAL, ".": Stance.NEUTRAL, "*": Stance.MIXED}
VOICES = {"o": Voice.OUTLET, "q": Voice.SPEAKER, "": None}


def view(*given: tuple[str | None, str | None, Sequence[str]]) -> EventView:
    """An event of articles (outlet, date, paragraphs): a sign and perhaps o or q, ? unjudged."""
    made: list[Article] = []
    paragraphs: list[Paragraph] = []
    for outlet, published, signs in given:
        article = Article(f"a{len(made)}", f"Title {len(made)}", outlet, published)
        made.append(article)
        for position, sign in enumerate(signs):
            judged = None
            if sign[0] in SIGNS:
                judged = Judgement(SIGNS[sign[0]], {}, voice=VOICES[sign[1:]])
            elif sign == "!":
                judged = Judgement(Stance.NOT_JUDGED, {}, reason="too short")
            number = len(paragraphs) + 1
            paragraphs.append(Paragraph(number, article.id, position, "x", 0, 1, judged))
    event = Event("e", "t", None, None, tuple(made), Counts())
    return EventView(event, tuple(paragraphs))


@pytest.mark.parametrize(
    ("successes", "of", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # By hand, with z² = 3.8415: z² / (n + z²) = 3.8415 / 13.8415.
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        # z / 1.38415 · √(0.25 / 10 + 3.8415 / 400) = 0.2634 on both sides of a half.
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_the_interval_is_the_published_one(
    successes: int, of: int, low: float, high: float
) -> None:
    found = wilson(successes, of)
    assert found.share == successes / of
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    assert 0.0 <= found.low <= found.share <= found.high <= 1.0


def test_more_confidence_needs_more_room() -> None:
    narrow, wide = wilson(5, 10, confidence=0.8), wilson(5, 10, confidence=0.99)
    assert wide.low < narrow.low < 0.5 < narrow.high < wide.high


def test_outlets_are_counted_by_side_and_voice() -> None:
    found = outlets(
        view(
            ("Post", None, ["+o", "+q", "-", ".", "*", "!", "?"]),
            ("Post", None, ["-q"]),
            (None, None, ["-o"]),
            ("", None, ["-q"]),
        )
    )
    post, unnamed = found
    assert post.outlet == "Post" and unnamed.outlet is None
    assert post.articles == 2 and unnamed.articles == 2
    assert post.counts == Counts(2, 2, 1, 1, 2)
    assert (post.own, post.quoted, post.unknown) == (Sides(1, 0), Sides(1, 1), Sides(0, 1))
    assert post.sides == Sides(2, 2) and post.sides.balance == 0
    assert (unnamed.own, unnamed.quoted, unnamed.unknown) == (Sides(0, 1), Sides(0, 1), Sides())


def test_outlets_come_by_balance_then_by_volume_then_by_name() -> None:
    found = outlets(
        view(
            ("D", None, ["-", "-", "-"]),
            ("Quiet", None, ["."]),
            ("B", None, ["+", "+", "-"]),
            ("A", None, ["+"]),
            (None, None, ["+", "-"]),
            ("E", None, ["+", "-"]),
        )
    )
    assert [o.outlet for o in found] == ["B", "A", "E", None, "Quiet", "D"]


def test_a_share_needs_five_paragraphs_with_a_side() -> None:
    four, five = outlets(
        view(("F", None, ["+"] * 3 + ["-", ".", ".", "*"]), ("G", None, ["+"] + ["-"] * 4))
    )
    assert four.outlet == "F" and four.critical is None
    assert five.critical == wilson(4, 5)
    assert outlets(view(("G", None, ["+", "-"])), least=2)[0].critical == wilson(1, 2)
    assert outlets(view(("G", None, ["."])), least=0)[0].critical is None


def test_articles_lean_to_the_side_that_they_have_more_of() -> None:
    found = articles(
        view(
            ("A", None, ["+", "-"]),
            ("B", "2025-07-06T10:00:00+00:00", ["-", "-", "+"]),
            ("C", "2025-07-04", ["+"]),
            ("D", "on Thursday", ["."]),
            ("E", "2025-07-04", [".", "*"]),
            ("Gone", "2025-07-01", []),
        )
    )
    told = [(lean.article.outlet, lean.lean, lean.day) for lean in found]
    assert told == [
        ("C", Lean.SUPPORTIVE, date(2025, 7, 4)),
        ("E", Lean.EVEN, date(2025, 7, 4)),
        ("B", Lean.CRITICAL, date(2025, 7, 6)),
        ("A", Lean.EVEN, None),
        ("D", Lean.EVEN, None),
    ]


def lean(day: date | None) -> ArticleLean:
    return ArticleLean(Article("a", "t"), Counts(), day)


def test_days_say_how_much_came_and_fall_to_nothing_between() -> None:
    first, last = date(2025, 7, 1), date(2031, 7, 9)
    found = days([lean(last), lean(first), lean(None), lean(first), lean(date(2025, 7, 2))])
    assert found == (
        Day(first, 2, 0.5),
        Day(date(2025, 7, 2), 1, 0.25),
        Day(date(2025, 7, 3), 0, 0.0),
        Day(date(2031, 7, 8), 0, 0.0),
        Day(last, 1, 0.25),
    )
    assert days([lean(None)]) == ()
    assert days([lean(date.max)]) == (Day(date.max, 1, 1.0),)


def test_an_event_without_paragraphs_has_nothing_to_count() -> None:
    assert outlets(view(("A", "2025-07-01", []))) == ()
    assert articles(view(("A", "2025-07-01", []))) == ()
