"""How well it works in a few sentences, before the tables: figures as a reader needs them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from embeddings.certainty import measured
from embeddings.records import ModelCard
from embeddings.views import certainty, markup

__all__ = ["told"]

Row = Mapping[str, object]

_FOUND: Final = "quotes, 0.3 of both: "
SENTENCES: Final = (
    ("Of the paragraphs that take a side, {} are taken for the other side.",
     ("turned to the other side, of those that have one",)),
    ("Whose words carry a side, the outlet’s own or a speaker’s, is right for {} of the sides "
     "found.", ("voice right",)),
    ("Of the quotes there are, {} are found; {} of what is found is a quote; its speaker is right "
     "in {}.", (f"{_FOUND}recall", f"{_FOUND}precision", f"{_FOUND}speaker right")),
    ("Of what an article shares its event with, {} belongs there; of what belongs there, {} is "
     "in it (B-cubed precision and recall).", ("B-cubed precision", "B-cubed recall")),
)
"""Each with the metrics that it states, all measured on the same data by the same command."""


def told(models: Iterable[ModelCard], judge: str, threshold: float) -> list[str]:
    """Return what was measured, as Markdown sentences with their data; none for what was not.

    ``judge`` is the name under which judgements are stored, ``threshold`` its least certainty
    ``[0, 1]``.
    """
    rows = [row for card in models for row in card.results]
    curve = measured(rows, judge)
    lines = []
    if curve:
        lines.append(f"{certainty.told(curve, threshold)} {_on(curve[0].data)}")
        # What belongs to the sides is told of the same paragraphs, where it was measured there.
        rows.sort(key=lambda row: row.get("data") != curve[0].data)
    for sentence, metrics in SENTENCES:
        found = _together(rows, metrics)
        if found:
            shares = (markup.percent(float(str(row["value"]))) for row in found)
            lines.append(f"{sentence.format(*shares)} {_on(str(found[0].get('data')))}")
    return lines


def _together(rows: Sequence[Row], metrics: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows of these metrics that were measured together, first ones first."""
    by_making: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        made = by_making.setdefault((str(row.get("data")), str(row.get("command"))), {})
        made.setdefault(str(row.get("metric")), row)
    for made in by_making.values():
        if all(metric in made for metric in metrics):
            return tuple(made[metric] for metric in metrics)
    return ()


def _on(data: str) -> str:
    return f":gray[Measured on {markup.esc(data)}.]"
