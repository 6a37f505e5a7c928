"""Why an article is in its event, and which other events belong to the same story. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from embeddings.events.features import Background, names, term, words
from embeddings.events.similarity import Weights, day_of, products, project, sums
from embeddings.records import Features, Place

__all__ = ["Bond", "Kin", "bonds", "kin", "likeness", "nearest_pair", "shared_words"]

_SURE = 1.0
"""Log-odds above the threshold below which a member is borderline: a probability of 0.73."""
_STORY = 5.25
"""Mean weighted likeness, dates and crowding left aside, from which two events are one story's.

Read off pairs of events of news-events' train part: from there on about three of four are.
"""
_MOST_WORDS = 6
_LONGEST_WORD = 40
_RARE = 0.01
"""Share of news articles that hold a word which is worth showing; a name always is."""
_STEM = 5
"""Letters with which two forms of one name begin alike."""


@dataclass(frozen=True, slots=True)
class Bond:
    """How one article is tied to its event: see ``records.Membership``."""

    strength: float | None
    borderline: bool
    days: int | None
    rival: tuple[int, float] | None
    """The nearest other event and how likely ``[0, 1]`` the article belonged there."""


@dataclass(frozen=True, slots=True)
class Kin:
    """An event of the same story, and how alike the two are ``[0, 1]``, dates left aside."""

    event: int
    similarity: float


def bonds(
    event: int,
    articles: Sequence[Features],
    *,
    places: Mapping[int, Place],
    crowds: Mapping[int, float],
    background: Background,
    weights: Weights,
) -> dict[int, Bond]:
    """Return how each article of ``event`` is tied to it, by row.

    ``articles`` are those of the event and of every event that might be a rival, ``crowds`` how
    crowded each stands. A probability is that of the mean similarity to the event's other
    articles; at one half two groups merge.
    """
    dense, terms = project(articles, background, weights)
    members = _members(articles, places)
    keys = sorted(members)
    summed, term_sums = sums([members[key] for key in keys], dense, terms)
    days = {key: _days(articles, members[key], places) for key in keys}
    crowded = {key: sum(crowds[articles[i].article] for i in members[key]) for key in keys}
    found: dict[int, Bond] = {}
    for position in members.get(event, []):
        row = articles[position].article
        own_day = day_of(places[row].published)
        totals = products([0] * len(keys), [at + 1 for at in range(len(keys))], *_beside(
            dense[[position]], terms[[position]], summed, term_sums))
        chances: dict[int, float] = {}
        itself = float(dense[position] @ dense[position])
        itself += float((terms[[position]] @ terms[[position]].T).sum())
        for key, product in zip(keys, totals, strict=True):
            size, known, total = len(members[key]), list(days[key]), float(product)
            crowd = crowded[key]
            if key == event:
                total -= itself
                size -= 1
                crowd -= crowds[row]
                if own_day is not None:
                    known.remove(own_day)
            if size:
                gap = abs(own_day - sum(known) / len(known)) if known and own_day else None
                cost = weights.crowd_cost * (crowds[row] + crowd / size) / 2
                chances[key] = weights.probability(total / size + weights.dated(gap) - cost)
        strength = chances.pop(event, None)
        rival = max(chances.items(), key=lambda one: (one[1], -one[0]), default=None)
        found[row] = Bond(
            strength=strength,
            borderline=strength is not None and strength < 1 / (1 + np.exp(-_SURE)),
            days=round(own_day - median(days[event])) if own_day is not None else None,
            rival=rival if rival and rival[1] >= 0.01 else None,
        )
    return found


def kin(
    event: int,
    articles: Sequence[Features],
    places: Mapping[int, Place],
    background: Background,
    weights: Weights,
) -> list[Kin]:
    """Return the events of the same story among ``articles``, the most alike first.

    Dates are left aside: a story goes on for months. The probability is scaled so that one half
    is where two events are just taken for one story's.
    """
    dense, terms = project(articles, background, weights)
    members = _members(articles, places)
    if event not in members:
        return []
    keys = sorted(members)
    summed, term_sums = sums([members[key] for key in keys], dense, terms)
    at = keys.index(event)
    totals = products([at] * len(keys), list(range(len(keys))), summed, term_sums)
    found = []
    for key, total in zip(keys, totals, strict=True):
        mean = float(total) / (len(members[key]) * len(members[event]))
        if key != event and mean >= _STORY:
            found.append(Kin(key, 1 / (1 + np.exp(_STORY - mean))))
    return sorted(found, key=lambda one: (-one.similarity, one.event))


def likeness(
    one: int,
    articles: Sequence[Features],
    *,
    places: Mapping[int, Place],
    crowd: float,
    background: Background,
    weights: Weights,
) -> dict[int, float]:
    """Return how likely ``[0, 1]`` each other article reports the happening of ``one``, by row.

    ``crowd`` is how crowded ``one`` stands.
    """
    dense, terms = project(articles, background, weights)
    at = {article.article: position for position, article in enumerate(articles)}
    known = [row for row in at if row != one]
    found = products([at[one]] * len(known), [at[row] for row in known], dense, terms)
    day = day_of(places[one].published)
    chances: dict[int, float] = {}
    for row, product in zip(known, found, strict=True):
        other = day_of(places[row].published)
        gap = None if day is None or other is None else abs(day - other)
        cost = weights.crowd_cost * crowd
        chances[row] = weights.probability(float(product) + weights.dated(gap) - cost)
    return chances


def shared_words(
    own: Sequence[str], others: Sequence[Sequence[str]], background: Background
) -> tuple[str, ...]:
    """Return names and rare words that a text shares with most of the others, names first.

    Each text is a list: the headline and the paragraphs. A name is given as it is written here.
    """
    text = "\n".join(own)
    said = [set(words("\n".join(other))) for other in others]
    if not said:
        return ()
    written: dict[str, str] = {}
    for name in names(text):
        for part in name.split():
            for word in words(part)[:1]:
                written.setdefault(word, part.removesuffix("’s").removesuffix("'s"))
    counts = Counter(words(text))
    weighed: list[tuple[float, str]] = []
    for word, number in counts.items():
        share = sum(word in other for other in said) / len(said)
        if share < 0.5 or len(word) > _LONGEST_WORD or word.isdigit():
            continue
        common = (1 + background.frequency[term(word)]) / (1 + background.documents)
        if common > _RARE and word not in written:
            continue
        known = 2.0 if word in written else 1.0
        weighed.append((share * np.log(common) * known * (1 + np.log(number)), word))
    chosen: list[str] = []
    for _, word in sorted(weighed):
        alike = any(word[:_STEM] == other[:_STEM] for other in chosen if len(word) >= _STEM)
        if not alike and len(chosen) < _MOST_WORDS:
            chosen.append(word)
    return tuple(written.get(word, word) for word in chosen)


def nearest_pair(
    own: NDArray[np.float32], others: NDArray[np.float32]
) -> tuple[int, int, float] | None:
    """Return the rows of two sets of unit vectors that are most alike, and their cosine."""
    if not len(own) or not len(others):
        return None
    scores = own @ others.T
    row, column = divmod(int(scores.argmax()), scores.shape[1])
    return row, column, float(scores[row, column])


def _members(
    articles: Sequence[Features], places: Mapping[int, Place]
) -> dict[int, list[int]]:
    """Return the positions of each event's articles."""
    members: dict[int, list[int]] = {}
    for position, article in enumerate(articles):
        home = places[article.article].event
        if home is not None:
            members.setdefault(home, []).append(position)
    return members


def _days(
    articles: Sequence[Features], members: Sequence[int], places: Mapping[int, Place]
) -> list[int]:
    days = (day_of(places[articles[i].article].published) for i in members)
    return [day for day in days if day is not None]


def _beside(
    dense: NDArray[np.float32],
    terms: sparse.csr_array,
    other_dense: NDArray[np.float32],
    other_terms: sparse.csr_array,
) -> tuple[NDArray[np.float32], sparse.csr_array]:
    """Put one row before others, so that products between them can be asked by number."""
    return np.vstack([dense, other_dense]), sparse.csr_array(sparse.vstack([terms, other_terms]))
