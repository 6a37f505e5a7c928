"""Articles that print the same text: each copy stands under the one that it is a copy of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from embeddings.records import Article, EventView

__all__ = ["independent", "under"]


def independent(view: EventView) -> EventView:
    """Return an event as if every copy were left out: its counts and its paragraphs."""
    copied = view.event.copies
    left = tuple(p for p in view.paragraphs if p.article not in copied)
    return EventView(replace(view.event, counts=view.event.independent), left)


def under(articles: Sequence[Article]) -> Mapping[str, list[Article]]:
    """Return the copies below each article that is none of another one here, in their order."""
    known = {a.id: a for a in articles}
    found: dict[str, list[Article]] = {a.id: [] for a in articles if a.copy_of not in known}
    for article in articles:
        first = article
        while first.id not in found:
            first = known[first.copy_of or ""]
        if first is not article:
            found[first.id].append(article)
    return found
