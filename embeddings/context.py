"""What surrounds an event: why each article is in it, its story, and the points it is made of."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from embeddings import events
from embeddings.events.reasons import bonds, kin, likeness, nearest_pair, shared_words
from embeddings.layout import Layout, layout
from embeddings.pipeline import Pipeline
from embeddings.points import points
from embeddings.records import (
    Article,
    Event,
    EventView,
    Features,
    Membership,
    Paragraph,
    Place,
    Point,
    RelatedEvent,
)
from embeddings.store import Store

__all__ = ["Context"]

# Nearest articles of each member among which rivals and related events are looked for.
_NEAR = 40


class Context:
    """Looks around events of one library. Reads what is stored; judges and groups nothing."""

    def __init__(self, store: Store, pipeline: Pipeline) -> None:
        self._store = store
        self._pipeline = pipeline

    def memberships(
        self, view: EventView, titles: Mapping[str, str]
    ) -> tuple[Membership, ...]:
        """Return why each article of an event is in it, in the order of its articles.

        ``titles`` are the statements of all events by id.
        """
        event, articles = int(view.event.id), view.event.articles
        places, features, crowds = self._near(event)
        row_of = {public: row for row, public in self._store.publics().items()}
        background = self._pipeline.background()
        tied = bonds(
            event, features, places=places, crowds=crowds, background=background,
            weights=events.Weights.load(),
        )
        placed = self._store.placed()
        texts = {a.id: [a.title, *(p.text for p in _own(view, a))] for a in articles}
        vectors = {a.id: self._store.vectors_of(a.id) for a in articles}
        found = []
        for article in articles:
            bond = tied.get(row_of.get(article.id, 0))
            rival = bond.rival if bond else None
            others = [a for a in articles if a.id != article.id]
            found.append(
                Membership(
                    article=article.id,
                    strength=bond.strength if bond else None,
                    borderline=bool(bond and bond.borderline) and article.id not in placed,
                    placed=article.id in placed,
                    shared=shared_words(
                        texts[article.id], [texts[a.id] for a in others], background
                    ),
                    nearest=_nearest(view, article, others, vectors),
                    days=bond.days if bond else None,
                    rival=None if rival is None or str(rival[0]) not in titles
                    else (str(rival[0]), titles[str(rival[0])], rival[1]),
                )
            )
        return tuple(found)

    def related(
        self, event: Event, all_events: Mapping[str, Event]
    ) -> tuple[RelatedEvent, ...]:
        """Return other events of the same story, by their first day, undated ones last."""
        places, features, _ = self._near(int(event.id))
        background = self._pipeline.background()
        own = self._texts(event)
        found: list[RelatedEvent] = []
        for one in kin(int(event.id), features, places, background, events.Weights.load()):
            other = all_events.get(str(one.event))
            if other is not None:
                # What they share: words of all the texts of one, in those of the other.
                shared = shared_words(own, [self._texts(other)], background)
                found.append(RelatedEvent(other, one.similarity, shared, _days(event, other)))
        return tuple(sorted(found, key=lambda r: (r.event.first is None, r.event.first or "",
                                                  r.event.id)))

    def similar(self, public: str, *, k: int) -> list[tuple[str, float]]:
        """Return (public id, probability) of the articles most like one, best first."""
        places = {place.article: place for place in self._store.places()}
        publics = self._store.publics()
        rows, dense = self._store.dense(maker=self._pipeline.maker())
        own = [at for at, row in enumerate(rows) if publics.get(int(row)) == public]
        if not own:
            return []
        near = events.neighbours(own, dense, candidates=max(k, events.CANDIDATES))[own[0]]
        one = int(rows[own[0]])
        held = [at for at in (own[0], *near) if int(rows[at]) in places]
        scores = likeness(
            one, self._store.features([int(rows[at]) for at in held],
                                      maker=self._pipeline.maker()),
            places=places, crowd=events.crowding(own[0], near, dense),
            background=self._pipeline.background(), weights=events.Weights.load(),
        )
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:k]
        return [(publics[row], score) for row, score in ranked]

    def points(self, view: EventView) -> tuple[Point, ...]:
        """Return what the paragraphs of an event say, with how each outlet words it."""
        if not view.paragraphs:
            return ()
        outlets = {a.id: a.outlet for a in view.event.articles}
        return points(view.paragraphs, self._rows(view), outlets)

    def layout(self, view: EventView) -> Layout:
        """Return the paragraphs of an event on a plane, each with those most like it."""
        if not view.paragraphs:
            return Layout((), (0.0, 0.0))
        return layout([p.id for p in view.paragraphs], self._rows(view))

    def _rows(self, view: EventView) -> NDArray[np.float32]:
        """Return the vectors ``(n, dim)`` of an event's paragraphs, in their order."""
        vectors = {a.id: self._store.vectors_of(a.id) for a in view.event.articles}
        return np.stack([vectors[p.article][p.position] for p in view.paragraphs])

    def _near(
        self, event: int
    ) -> tuple[dict[int, Place], list[Features], dict[int, float]]:
        """Return the places of all articles; features and crowding of those in and close to one."""
        places = {place.article: place for place in self._store.places()}
        rows, dense = self._store.dense(maker=self._pipeline.maker())
        own = [at for at, row in enumerate(rows) if row in places
               and places[row].event == event]
        near = events.neighbours(own, dense, candidates=_NEAR)
        close = {
            places[int(rows[at])].event
            for others in near.values() for at in others if int(rows[at]) in places
        } - {None} | {event}
        wanted = [
            at for at, row in enumerate(rows)
            if int(row) in places and places[int(row)].event in close
        ]
        features = self._store.features(
            [int(rows[at]) for at in wanted], maker=self._pipeline.maker()
        )
        return places, features, _crowds(wanted, rows, dense)

    def _texts(self, event: Event) -> list[str]:
        found = [article.title for article in event.articles]
        for paragraph in self._store.paragraphs(
            [article.id for article in event.articles], judge=self._pipeline.judge_name
        ):
            found.append(paragraph.text)
        return found


def _crowds(
    wanted: Sequence[int], rows: NDArray[np.int64], dense: NDArray[np.float32]
) -> dict[int, float]:
    """Return how crowded articles stand, by row; ``wanted`` are their positions."""
    return {
        int(rows[at]): events.crowding(at, others, dense)
        for at, others in events.neighbours(wanted, dense).items()
    }


def _own(view: EventView, article: Article) -> list[Paragraph]:
    return [p for p in view.paragraphs if p.article == article.id]


def _nearest(
    view: EventView,
    article: Article,
    others: Sequence[Article],
    vectors: Mapping[str, NDArray[np.float32]],
) -> tuple[Paragraph, Paragraph, float] | None:
    """Return an article's paragraph and another article's that are most alike."""
    if not others:
        return None
    elsewhere = [p for other in others for p in _own(view, other)]
    pair = nearest_pair(
        vectors[article.id], np.concatenate([vectors[other.id] for other in others])
    )
    if pair is None:
        return None
    mine, theirs, cosine = pair
    return _own(view, article)[mine], elsewhere[theirs], cosine


def _days(event: Event, other: Event) -> int | None:
    if event.first is None or other.first is None:
        return None
    return (date.fromisoformat(other.first) - date.fromisoformat(event.first)).days
