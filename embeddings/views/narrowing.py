"""How much of an event is shown: copies once or each time, and how sure the judge must be."""

from dataclasses import dataclass

from embeddings.certainty import at_least
from embeddings.records import EventView
from embeddings.views import copies

__all__ = ["Narrowing"]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a reader asks of all that is shown and counted of an event."""

    least: float | None = None
    """The least certainty ``[0, 1]``; ``None`` is the judge's own threshold."""
    once: bool = False
    """Whether a text that several outlets print counts once."""

    def of(self, view: EventView) -> EventView:
        """Return what is left of an event: its paragraphs, as they are judged now, and counts."""
        sure = view if self.least is None else at_least(view, self.least)
        return copies.independent(sure) if self.once else sure
