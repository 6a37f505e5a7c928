"""How well it works in a few sentences, before the tables: figures as a reader needs them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from embeddings.certainty import measured, number, of_judge
from embeddings.records import ModelCard
from embeddings.views import certainty, markup

__all__ = ["told"]

Row = Mapping[str, object]

_SHARED: Final = "quotes, 0.3 of both: "
OF_THE_JUDGE: Final = (
    ("Of the paragraphs that take a side, {} come nearest to the other side, however unsure.",
     ("turned to the other side, of those that have one",)),
    ("Whose words carry a side, the outlet’s own or a speaker’s, is right for {} of the sides "
     "that are.", ("voice right where the stance is",)),
)
OF_THE_REST: Final = (
    ("Of the quotes there are, {} are found, with three tenths or more of their words; {} of what "
     "is found is a quote; of those found, the speaker is right in {}.",
     (f"{_SHARED}recall", f"{_SHARED}precision", f"{_SHARED}speaker right")),
    ("Of what an article shares its event with, {} belongs there; of what belongs there, {} is "
     "in it (B-cubed precision and recall).", ("B-cubed precision", "B-cubed recall")),
)
"""Each with the metrics that it states, all measured on the same data by the same command."""


def told(models: Iterable[ModelCard], judge: str, threshold: float) -> list[str]:
    """Return what was measured, as Markdown sentences with their data; none for what was not.

    ``judge`` is the name under which judgements are stored, ``threshold`` its least certainty
    ``[0, 1]``. Of several measurements the one on held-out data counts, else the worst.
    """
    rows = [row for card in models for row in card.results]
    curve = measured(rows, judge)
    lines = []
    if curve:
        lines.append(
            f"A side is shown from {markup.percent(threshold)} certainty on. "
            f"{certainty.told(curve, threshold)} {_on(curve[0].data)}"
        )
    # The judge of another library says nothing of this one's.
    own = [row for row in rows if of_judge(row, judge)]
    for known, sentences in ((own, OF_THE_JUDGE), (rows, OF_THE_REST)):
        for sentence, metrics in sentences:
            found = _together(known, metrics)
            if found:
                shares = (markup.percent(number(row["value"])) for row in found)
                lines.append(f"{sentence.format(*shares)} {_on(str(found[0].get('data')))}")
    return lines


def _together(rows: Sequence[Row], metrics: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows of these metrics that were measured together; no rows if none were."""
    by_making: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        made = by_making.setdefault((str(row.get("data")), str(row.get("command"))), {})
        made[str(row.get("metric"))] = row
    whole = [
        tuple(made[metric] for metric in metrics)
        for made in by_making.values()
        if all(metric in made for metric in metrics)
    ]
    return min(
        whole,
        key=lambda found: (
            not found[0].get("held_out"), sum(number(row["value"]) for row in found)
        ),
        default=(),
    )


def _on(data: str) -> str:
    return f":gray[Measured on {markup.esc(data)}.]"
