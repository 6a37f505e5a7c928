"""Whose words carry a judgement: the outlet's own, or those of somebody it quotes. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from embeddings import quotes
from embeddings.networks import Tagger
from embeddings.quotes import AttributionReader
from embeddings.records import Judgement, Quote, Span, Stance, Voice
from embeddings.stance import Case

__all__ = ["VoiceReader", "attributed", "carrier", "voice_reader"]

_TAGGER = Path(__file__).parent / "models" / "attributions"

_SIDES = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.MIXED)


class VoiceReader:
    """Finds who says what in articles, and in single paragraphs with the one before.

    ``name`` is stored with each article's quotes, so that those of two makers never mix.
    """

    def __init__(self, reader: AttributionReader) -> None:
        self._reader = reader

    @property
    def name(self) -> str:
        """The tagger's name and the number of the rules."""
        return f"{self._reader.name}, rules {quotes.RULES}"

    def warm(self) -> None:
        """Load the tagger now."""
        self._reader.warm()

    def find(
        self,
        texts: Sequence[tuple[str, Sequence[Span]]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[list[Quote]]:
        """See ``quotes.find``."""
        return quotes.find(texts, self._reader, progress=progress)

    def attribute(
        self, cases: Sequence[Case], judgements: Sequence[Judgement]
    ) -> list[Judgement]:
        """Return judgements of single paragraphs with the voice and speaker of their evidence."""
        asked = [
            at for at, judgement in enumerate(judgements)
            if judgement.stance in _SIDES and judgement.evidence and judgement.speaker is None
        ]
        texts = [_with_previous(cases[at]) for at in asked]
        found = self.find([(text, spans) for text, spans, _ in texts])
        made = list(judgements)
        for at, (_, _, start), own in zip(asked, texts, found, strict=True):
            made[at] = attributed(judgements[at], [quote.moved(-start) for quote in own])
        return made


def voice_reader() -> VoiceReader:
    """Return the reader with the shipped tagger; nothing is loaded yet."""
    return VoiceReader(Tagger(_TAGGER))


def _with_previous(case: Case) -> tuple[str, list[Span], int]:
    """Return the paragraph after the one before, their spans, and where the former begins."""
    start = len(case.previous) + 1 if case.previous else 0
    text = f"{case.previous}\n{case.paragraph}" if case.previous else case.paragraph
    before = quotes.paragraphs(case.previous)
    own = quotes.paragraphs(case.paragraph)
    return text, [*before, *(span.moved(start) for span in own)], start


def carrier(evidence: Span, found: Sequence[Quote]) -> Quote | None:
    """Return the quote that carries a judgement's evidence, if one does.

    That is the one which shares most of it; failing that, one whose cue does ("Aran condemned
    the plan": what is condemned says little, the cue says it all). All offsets count characters
    of one text.
    """
    best, most = None, 0
    for quote in found:
        shared = evidence.shared(Span(quote.start, quote.end))
        if shared > most:
            best, most = quote, shared
    if best is not None:
        return best
    return next(
        (q for q in found if q.cue is not None and evidence.shared(q.cue) > 0), None
    )


def attributed(judgement: Judgement, found: Sequence[Quote]) -> Judgement:
    """Return a judgement that names the voice and the speaker of its evidence.

    The quotes' offsets count characters of the judged paragraph. What the judge itself says of
    the voice and the speaker stays.
    """
    if judgement.stance not in _SIDES or judgement.evidence is None or judgement.speaker:
        return judgement
    quote = carrier(judgement.evidence, found)
    if quote is None or judgement.voice is Voice.OUTLET:
        return judgement
    return replace(
        judgement, voice=Voice.SPEAKER, speaker=quote.written, name=quote.name, role=quote.role
    )
