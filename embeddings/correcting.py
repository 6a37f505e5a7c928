"""The user's word on judgements: corrections, what they say of the judge, a gold set."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.errors import InputError
from embeddings.records import Corrected, Correction, Edit, Paragraph, Stance
from embeddings.speaking import Speaking
from embeddings.store import Store

__all__ = ["Correcting", "Measured", "gold_lines", "gold_rows", "measure"]

_QUOTED = 60
_SIDES = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL, Stance.MIXED)


@dataclass(frozen=True, slots=True)
class Measured:
    """What corrections say of the present judge; ``n`` are those that it had judged.

    ``right`` counts the ones that the user left as they were. ``unsure`` are corrections of what
    the judge had not been sure of; they are not in ``n``. ``of_class`` gives for each stance how
    often the judge said it, and how often rightly.
    """

    n: int
    right: int
    unsure: int
    of_class: dict[Stance, tuple[int, int]]

    @property
    def accuracy(self) -> float | None:
        """The share that was right ``[0, 1]``; ``None`` of nothing."""
        return self.right / self.n if self.n else None


class Correcting:
    """Corrects the judgements of one library. Every act can be undone."""

    def __init__(self, store: Store, speaking: Speaking) -> None:
        self._store = store
        self._speaking = speaking

    def correct(self, paragraphs: Sequence[int], correction: Correction) -> Edit:
        """Say how paragraphs are framed towards their events; the same for all that are named.

        Evidence can be given for one paragraph at a time, since it is a passage of its text. To
        confirm the judge's own label counts as well, and is measured.

        Raises:
            InputError: no paragraph, or evidence that is no passage of the one paragraph.
            NotFoundError: a paragraph is not there, or belongs to no event.
        """
        if correction.evidence is not None and len(paragraphs) != 1:
            raise InputError("Mark the evidence of one paragraph at a time")
        label = (
            "not about the event" if correction.stance is Stance.NOT_JUDGED else correction.stance
        )
        found = self._speaking.paragraphs(paragraphs)
        agreed = bool(found) and all(
            p.judgement is not None
            and (p.judgement.machine or p.judgement.stance) is correction.stance
            for p in found
        )
        done = "confirmed" if agreed else "corrected"
        return self._store.correct(
            paragraphs, correction, f"{_named(paragraphs, found)} {done}: {label}"
        )

    def withdraw(self, paragraphs: Sequence[int]) -> Edit:
        """Let the judge's word hold again.

        Raises:
            InputError: none of the paragraphs is corrected.
        """
        held = {row for row, _ in self._store.corrected()}
        asked = [row for row in paragraphs if row in held]
        if not asked:
            raise InputError("None of these paragraphs has been corrected")
        named = _named(asked, self._speaking.paragraphs(asked))
        return self._store.correct(asked, None, f"correction of {named} withdrawn")

    def corrections(self) -> tuple[Corrected, ...]:
        """Return every correction that holds, oldest first."""
        rows = self._store.corrected()
        found = {p.id: p for p in self._speaking.paragraphs([row for row, _ in rows])}
        titles = {a.id: a.title for a in self._store.articles()}
        made = []
        for row, statement in rows:
            paragraph = found.get(row)
            if paragraph is None or paragraph.judgement is None:
                continue
            correction = paragraph.judgement.correction
            if correction is not None:
                made.append(Corrected(
                    paragraph, statement, self._previous(paragraph), titles[paragraph.article],
                    correction, paragraph.judgement.machine,
                ))
        return tuple(made)

    def _previous(self, paragraph: Paragraph) -> str:
        document = self._store.document(paragraph.article)
        if paragraph.position == 0:
            return ""
        return document.text(document.paragraphs[paragraph.position - 1])


def _named(asked: Sequence[int], found: Sequence[Paragraph]) -> str:
    if len(asked) != 1:
        return f"{len(asked)} paragraphs"
    if not found:
        return "a paragraph"
    text = " ".join(found[0].text.split())
    return f"“{text[:_QUOTED].rstrip()}{'…' if len(text) > _QUOTED else ''}”"


def measure(corrected: Sequence[Corrected]) -> Measured:
    """Compare corrections with the judge's word; "not about the event" has none to compare with."""
    asked = [one for one in corrected if one.correction.stance in _SIDES]
    judged = [one for one in asked if one.machine in _SIDES]
    of_class: dict[Stance, tuple[int, int]] = {}
    for side in _SIDES:
        said = [one for one in judged if one.machine is side]
        if said:
            of_class[side] = (len(said), sum(one.correction.stance is side for one in said))
    return Measured(
        len(judged), sum(one.correction.stance is one.machine for one in judged),
        len(asked) - len(judged), of_class,
    )


def gold_rows(corrected: Sequence[Corrected]) -> list[dict[str, object]]:
    """Return corrections as rows that ``evaluate framing --data`` reads.

    What is not about its event is left out: there is no framing to compare.
    """
    return [
        {
            "id": one.paragraph.id, "event": one.statement, "paragraph": one.paragraph.text,
            "previous": one.previous, "headline": one.headline,
            "article": one.paragraph.article, "position": one.paragraph.position,
            "stance": one.correction.stance, **_carried(one),
            "note": one.correction.note, "by": one.correction.by, "at": one.correction.at,
        }
        for one in corrected if one.correction.stance in _SIDES
    ]


def gold_lines(corrected: Sequence[Corrected]) -> str:
    """Return ``gold_rows`` as lines of JSON, a file's whole text."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in gold_rows(corrected))


def _carried(one: Corrected) -> dict[str, object]:
    """Return voice, speaker and evidence as a label set states them."""
    judgement = one.paragraph.judgement
    if judgement is None or one.correction.stance is Stance.NEUTRAL:
        return {"voice": "none", "speaker": "", "evidence": []}
    span = judgement.evidence
    return {
        "voice": judgement.voice or "", "speaker": judgement.speaker or "",
        "evidence": [] if span is None else [[span.start, span.end]],
    }
