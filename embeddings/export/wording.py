"""Counts and shares in words, as all briefs say them. Pure."""

from embeddings.leanings import LEAST
from embeddings.records import Counts, Stance

__all__ = [
    "CAVEAT",
    "SIDES",
    "SYMBOLS",
    "counted",
    "nobody",
    "number",
    "of_base",
    "share",
]

SIDES = (Stance.SUPPORTIVE, Stance.CRITICAL)
SYMBOLS = {Stance.SUPPORTIVE: "▲", Stance.CRITICAL: "▼", Stance.MIXED: "◆", Stance.NEUTRAL: "●"}
CAVEAT = (
    "Counts describe what an outlet printed, including whom it quoted. They are not a bias score."
)

def number(count: int, noun: str) -> str:
    """Return ``1 article`` or ``2,000 articles``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def share(part: int, of: int) -> str:
    """Return a part with its percentage, ``3 (25%)``; without it where ``of`` is small."""
    if of < LEAST:
        return f"{part:,}"
    exact = part / of
    rounded = f"{exact:.0%}"
    if rounded == "0%" and part:
        rounded = "under 1%"
    elif rounded == "100%" and part < of:
        rounded = "over 99%"
    return f"{part:,} ({rounded})"


def counted(counts: Counts) -> tuple[tuple[Stance, int], ...]:
    """Return the stances to be named with their counts; mixed only where there are any."""
    named = [
        (Stance.SUPPORTIVE, counts.supportive), (Stance.NEUTRAL, counts.neutral),
        (Stance.MIXED, counts.mixed), (Stance.CRITICAL, counts.critical),
    ]
    return tuple((side, n) for side, n in named if n or side is not Stance.MIXED)


def of_base(counts: Counts) -> str:
    """Return the counts in one sentence, with what they are shares of."""
    base = counts.total - counts.not_judged
    if not base:
        return f"None of {number(counts.total, 'paragraph')} is judged."
    named = [f"{share(n, base)} {side}" for side, n in counted(counts)]
    left = f"; {counts.not_judged:,} more not judged" if counts.not_judged else ""
    told = f"{', '.join(named[:-1])} and {named[-1]}"
    return f"Of {number(base, 'judged paragraph')}: {told}{left}."


def nobody(side: Stance) -> str:
    """Return what stands where a side has no paragraph."""
    return f"No {side} voice found"
