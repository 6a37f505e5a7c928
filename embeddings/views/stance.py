"""How each stance looks: word, symbol, Streamlit colour and CSS class. The only such table."""

from dataclasses import dataclass
from typing import Final

from embeddings.records import Counts, Stance

__all__ = ["JUDGED", "LOOKS", "Look", "badge", "bar", "count", "counts_line", "judged"]


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one stance; colour never stands alone."""

    word: str
    symbol: str
    color: str
    css: str

    @property
    def title(self) -> str:
        """The word as it begins a line."""
        return self.word.capitalize()


LOOKS: Final = {
    Stance.SUPPORTIVE: Look("supportive", "▲", "blue", "fx-sup"),
    Stance.NEUTRAL: Look("neutral", "●", "gray", "fx-neu"),
    Stance.MIXED: Look("mixed", "◆", "violet", "fx-mix"),
    Stance.CRITICAL: Look("critical", "▼", "orange", "fx-cri"),
    Stance.NOT_JUDGED: Look("not judged", "○", "gray", "fx-not"),
}

JUDGED: Final = (Stance.SUPPORTIVE, Stance.NEUTRAL, Stance.MIXED, Stance.CRITICAL)
"""From left to right: supportive is left everywhere."""


def count(counts: Counts, stance: Stance) -> int:
    """Return the number of paragraphs of one stance."""
    return int(getattr(counts, stance.value))


def judged(counts: Counts) -> int:
    """Return the number of judged paragraphs: the base of every share shown."""
    return counts.total - counts.not_judged


def badge(stance: Stance) -> str:
    """Return a stance as a badge, with its sign and its word, as HTML."""
    look = LOOKS[stance]
    return f'<span class="fx-badge {look.css}">{look.symbol} {look.title}</span>'


def counts_line(counts: Counts, *, shares: bool = False, neutral: bool = True) -> str:
    """Return HTML that says how many paragraphs carry each stance; mixed only where there are.

    ``neutral`` is false where neutral paragraphs are not counted at all.
    """
    base = judged(counts)
    parts = []
    for stance in _shown(counts, neutral):
        look, number = LOOKS[stance], count(counts, stance)
        share = f" · {number / base:.0%}" if shares and base else ""
        parts.append(
            f'<span class="fx-count {look.css}"><span aria-hidden="true">{look.symbol}</span> '
            f"<b>{number}</b> {look.word}{share}</span>"
        )
    return f'<div class="fx-counts">{"".join(parts)}</div>'


def bar(counts: Counts, *, neutral: bool = True) -> str:
    """Return the counts as an HTML bar, supportive on the left, with a spoken alternative."""
    base = judged(counts)
    shown = [(LOOKS[s], count(counts, s)) for s in _shown(counts, neutral)]
    spoken = ", ".join(f"{number} {look.word}" for look, number in shown)
    parts = "".join(
        f'<span class="fx-part {look.css}" style="flex-grow:{number}"></span>'
        for look, number in shown
        if number
    )
    label = f"Of {base} judged paragraphs: {spoken}" if base else "No paragraph is judged"
    return f'<div class="fx-bar" role="img" aria-label="{label}">{parts}</div>'


def _shown(counts: Counts, neutral: bool) -> tuple[Stance, ...]:
    shown = {Stance.NEUTRAL: neutral, Stance.MIXED: counts.mixed > 0}
    return tuple(s for s in JUDGED if shown.get(s, True))
