"""How a reader's word on a paragraph is told: a badge, the model's word beside it, who and when."""

from html import escape
from typing import Final

from embeddings.records import Correction, Judgement, Stance
from embeddings.views import markup, stance

__all__ = ["badge", "badges", "confirmed", "line", "machine", "made"]

NOTE_LIMIT: Final = 300  # characters of a note on a card; the dialog shows all of it


def confirmed(judgement: Judgement) -> bool:
    """Whether the reader only said that the model is right."""
    said = judgement.correction
    return (
        said is not None
        and said.stance is judgement.machine
        and (said.voice, said.speaker, said.evidence) == (None, None, None)
    )


def badge(judgement: Judgement | None) -> str:
    """Return a badge as HTML, with a sign and a word; nothing where no reader has said anything."""
    if judgement is None or judgement.correction is None:
        return ""
    word = "✓ Confirmed" if confirmed(judgement) else "✎ Corrected"
    if judgement.correction.stance is Stance.NOT_JUDGED:
        word += ": not about this event"
    return f'<span class="fx-badge fx-hand">{word}</span>'


def badges(judgement: Judgement | None) -> str:
    """Return the side as a badge, and beside it whether a reader has said so, as HTML."""
    if judgement is None:
        return ""
    return stance.badge(judgement.stance) + badge(judgement)


def machine(judgement: Judgement | None) -> str:
    """Return what the model itself said, and how surely, as plain text."""
    if judgement is None:
        return "the model has not judged it yet"
    said = judgement.machine if judgement.correction else judgement.stance
    if said is None:
        return "the model has not judged it yet"
    if said is Stance.NOT_JUDGED:
        return _undecided(judgement)
    sure = _certainty(judgement, said)
    told = "" if sure is None else f", {markup.percent(sure)} sure"
    return f"the model said: {stance.LOOKS[said].word}{told}"


def _undecided(judgement: Judgement) -> str:
    shares = judgement.probabilities
    if shares:
        nearest = max(shares, key=shares.__getitem__)
        return (
            f"the model was not sure; nearest: {stance.LOOKS[nearest].word}, "
            f"{markup.percent(shares[nearest])}"
        )
    why = "" if judgement.correction or not judgement.reason else f": {judgement.reason}"
    return f"the model did not judge it{why}"


def _certainty(judgement: Judgement, said: Stance) -> float | None:
    """Return the share of the stance that the model gave, as its own certainty has it."""
    if said is judgement.stance and judgement.confidence is not None:
        return judgement.confidence
    shares = judgement.probabilities
    if said is Stance.MIXED:  # both sides together are what makes it mixed
        found = [shares[s] for s in (Stance.SUPPORTIVE, Stance.CRITICAL) if s in shares]
        return sum(found) if found else None
    return shares.get(said)


def made(correction: Correction) -> str:
    """Return who corrected and when, as far as it is known, as plain text."""
    who = f"by {correction.by}" if correction.by else "by hand"
    return f"{who}, {markup.day(correction.at)}" if correction.at else who


def line(judgement: Judgement | None) -> str:
    """Return all that is to be told of a correction as HTML: nothing where there is none."""
    if judgement is None or judgement.correction is None:
        return ""
    told = [machine(judgement), made(judgement.correction)]
    if judgement.correction.note:
        told.append(f"note: {markup.shorten(judgement.correction.note, NOTE_LIMIT)}")
    small = " · ".join(f"<bdi>{escape(text)}</bdi>" for text in told)
    return f'<div class="fx-said">{badge(judgement)} <span class="fx-meta">{small}</span></div>'
