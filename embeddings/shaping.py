"""What a user does to events: merge, split, move, rename, undo. Judging follows afterwards."""

from collections.abc import Sequence

from embeddings.errors import InputError, NotFoundError
from embeddings.pipeline import Pipeline
from embeddings.records import Edit
from embeddings.store import Store

__all__ = ["Shaping", "event_row"]

_LISTED = 50


class Shaping:
    """The user's hand on the events of one library. Every act can be undone, the newest first."""

    def __init__(self, store: Store, pipeline: Pipeline) -> None:
        self._store = store
        self._pipeline = pipeline

    def merge(self, into: str, others: Sequence[str]) -> Edit:
        """Put the articles of ``others`` into the event ``into``, whose id and statement stay.

        Raises:
            InputError: nothing is left to merge.
            NotFoundError: one of the events is not there.
        """
        return self._store.merge_events(
            event_row(self._store, into), [event_row(self._store, other) for other in others]
        )

    def split(self, articles: Sequence[str]) -> Edit:
        """Make articles an event of their own, named by the most central of their headlines.

        Raises:
            InputError: nothing would be left behind, or no article is named.
            NotFoundError: an article is not there.
        """
        rows = self._rows(articles)
        return self._moved(articles, None, self._pipeline.title_of(rows))

    def move(self, articles: Sequence[str], to: str) -> Edit:
        """Move articles into another event.

        Raises:
            InputError: they are there already, or no article is named.
            NotFoundError: an article or the event is not there.
        """
        return self._moved(articles, event_row(self._store, to), "")

    def _moved(self, articles: Sequence[str], to: int | None, title: str) -> Edit:
        edit = self._store.move_articles(articles, to, title)
        # An event is named by a headline of its own, unless a user named it.
        members: dict[int, list[int]] = {int(event): [] for event in edit.events}
        for place in self._store.places():
            if place.event in members:
                members[place.event].append(place.article)
        headlines = self._store.titles()
        for event in self._store.events():
            own = members.get(event.id)
            if own and not event.named and event.title not in {headlines[row] for row in own}:
                self._store.retitle(event.id, self._pipeline.title_of(own), len(own))
        return edit

    def rename(self, event: str, title: str) -> Edit:
        """Give an event another statement; its paragraphs are judged towards that one.

        Raises:
            InputError: the statement is empty, or the event has it already.
            NotFoundError: the event is not there.
        """
        return self._store.rename_event(event_row(self._store, event), title)

    def undo(self) -> Edit:
        """Take back the newest act.

        Raises:
            InputError: there is none.
        """
        return self._store.undo()

    def edits(self) -> tuple[Edit, ...]:
        """Return the newest acts that stand, newest first."""
        return tuple(self._store.edits(limit=_LISTED))

    def _rows(self, articles: Sequence[str]) -> list[int]:
        if not articles:
            raise InputError("Name at least one article")
        row_of = {public: row for row, public in self._store.publics().items()}
        for public in articles:
            if public not in row_of:
                raise NotFoundError(f"No article has the id {public!r}")
        return [row_of[public] for public in articles]


def event_row(store: Store, event: str) -> int:
    """Return the row of an event by its id, also of one that was merged into another.

    Raises:
        NotFoundError: no event has that id.
    """
    if not event.isascii() or not event.isdigit() or len(event) > 18:
        raise NotFoundError(f"No event has the id {event!r}")
    return store.current_event(int(event))
