"""Quotes out of what a tagger finds and of what stands between quotation marks."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from embeddings.quotes.cues import tells_speech
from embeddings.quotes.marks import quoted
from embeddings.quotes.names import resolve
from embeddings.records import Attribution, Quote, Span
from embeddings.text import fit

__all__ = ["RULES", "AttributionReader", "find", "paragraphs"]

RULES = 1
"""Counts changes in how attributions become quotes; stored with each, so that they never mix."""

# Two runs of content are one if no more than this stands between them, and no cue or source.
_GAP = 40
# A quoted stretch that no cue claims is somebody's words from this many words on; shorter ones
# are titles, terms and irony unless they are whole sentences.
_LEAST_WORDS = 6
_SENTENCE_WORDS = 2
_SENTENCE_ENDS = ".!?…:\"”’'»"
# Such a share of capitalised words makes a title, up to so many words.
_TITLE, _LONG = 0.6, 9
# Words in marks that are a quotation by themselves after a verb that tells of no speech.
_LEAST_PART = 3
_RELATIVE = ("who", "that", "which", "whom")
# These tell at whose hands words come; whoever is said to have said them goes before.
_SECOND_HAND = ("according", "report", "quot", "cit")
# Fewer words of reported speech than this are none.
_LEAST_REPORTED = 3
# Two attributions that share this much of the shorter one's content claim the same words.
_SAME = 0.5
_MARKS = "\"“”„«»‹›「」『』'‘’"
_EDGES = " \t\r\n\u00a0,;:–—-"
_LINE = re.compile(r"\S[^\n\r\u2028\u2029]*")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SIGNED = re.compile(r"\s*[―—–-]{1,2}\s*([^\W\d_][^\n.,;:?!]{1,60})[.\s]*$")
_END = re.compile(r"[.!?…,][\"”»'’]?$")


class AttributionReader(Protocol):
    """What this room needs of a tagger."""

    @property
    def name(self) -> str: ...
    def warm(self) -> None: ...
    def read(
        self,
        texts: Sequence[str],
        quoted: Sequence[Sequence[Span]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[list[Attribution]]: ...


@dataclass(frozen=True, slots=True)
class _Found:
    """A quote as one cue gives it: how sure the tagger is, and whether at second hand."""

    quote: Quote
    share: float
    passed_on: bool


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of a plain text: its lines, and long ones cut at sentence ends."""
    return tuple(
        span
        for line in _LINE.finditer(text)
        for span in fit(text, line.start(), line.end())
    )


def find(
    texts: Sequence[tuple[str, Sequence[Span]]],
    reader: AttributionReader,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[list[Quote]]:
    """Return the quotes in each text, by place; offsets count characters of that text.

    Each text comes with its paragraphs, in order. No quote leaves its paragraph; its speaker may
    stand in an earlier one, where the quotation goes on from there.
    """
    stretches = [_by_paragraph(quoted(text, spans), spans) for text, spans in texts]
    flat = [
        (text[p.start : p.end], [s.moved(-p.start) for s in own])
        for (text, spans), found in zip(texts, stretches, strict=True)
        for p, own in zip(spans, found, strict=True)
    ]
    read = iter(reader.read(
        [text for text, _ in flat], [spans for _, spans in flat], progress=progress
    ))
    made = []
    for (text, spans), found in zip(texts, stretches, strict=True):
        quotes: list[list[Quote]] = []
        for paragraph, own in zip(spans, found, strict=True):
            quotes.append(_in_paragraph(text, paragraph, own, next(read)))
        carried = [
            q if q.speaker is None
            else replace(q, written=text[q.speaker.start : q.speaker.end])
            for q in _carried_on(text, spans, quotes)
        ]
        made.append(resolve(text, spans, carried))
    return made


def _by_paragraph(found: Sequence[Span], spans: Sequence[Span]) -> list[list[Span]]:
    starts = [span.start for span in found]
    return [
        list(found[bisect_left(starts, p.start) : bisect_left(starts, p.end)])
        for p in spans
    ]


def _in_paragraph(
    text: str, paragraph: Span, stretches: Sequence[Span], read: Sequence[Attribution]
) -> list[Quote]:
    """Return a paragraph's quotes by place; those that nobody is named for have no speaker."""
    found: list[_Found] = []
    for one in read:
        cue = one.cue.moved(paragraph.start)
        source = None if one.source is None else _trimmed(
            text, one.source.moved(paragraph.start)
        )
        content = [span.moved(paragraph.start) for span in one.content]
        between = [cue, *([source] if source else [])]
        runs = _joined(content, between)
        says = tells_speech(text[cue.start : cue.end])
        passed_on = text[cue.start : cue.end].lower().startswith(_SECOND_HAND)
        marked = [s for s in stretches if any(run.shared(s) for run in runs)]
        if marked and not says:
            # "called it 'a historic step'": the words in marks are the speaker's, the rest is not.
            parts = [s for s in marked if len(_WORD.findall(text, s.start, s.end)) >= _LEAST_PART]
            runs = parts or runs
        spoken = says or bool(marked)
        for run in runs:
            span = _snapped(text, run, stretches, paragraph)
            if span is not None and not (spoken and _is_scrap(text, span, stretches)):
                quote = Quote(
                    span.start, span.end, _is_direct(text, span, stretches), cue, source,
                    spoken=spoken,
                )
                found.append(_Found(quote, one.share, passed_on))
    kept = _without_rivals(found)
    taken = [Span(q.start, q.end) for q in kept]
    for stretch in stretches:
        claimed = any(_claims(span, stretch) for span in taken)
        if not claimed and _is_speech(text, stretch, paragraph):
            kept.append(Quote(stretch.start, stretch.end, True))
    return sorted(kept, key=lambda quote: (quote.start, quote.end))


def _joined(content: Sequence[Span], between: Sequence[Span]) -> list[Span]:
    """Join runs of one content that nothing but a few of its own words keeps apart."""
    runs: list[Span] = []
    for span in sorted(content, key=lambda s: s.start):
        gap = Span(runs[-1].end, span.start) if runs else None
        if gap is not None and gap.end - gap.start <= _GAP \
                and not any(gap.shared(other) for other in between):
            runs[-1] = Span(runs[-1].start, max(runs[-1].end, span.end))
        else:
            runs.append(span)
    return runs


def _snapped(
    text: str, run: Span, stretches: Sequence[Span], paragraph: Span
) -> Span | None:
    """Bring a run's ends to where a reader would set them; ``None`` if nothing is left.

    A run without a word outside of one quoted stretch is that stretch; otherwise no stretch is
    cut in two, and no comma or dash stands at an end.
    """
    start, end = run.start, run.end
    while start > paragraph.start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < paragraph.end and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    for stretch in stretches:
        shared = Span(start, end).shared(stretch)
        if not shared:
            continue
        outside = f"{text[start : max(start, stretch.start)]} {text[min(end, stretch.end) : end]}"
        if not _WORD.search(outside) and shared >= _SAME * (stretch.end - stretch.start):
            return stretch
        if 2 * shared >= stretch.end - stretch.start:
            start, end = min(start, stretch.start), max(end, stretch.end)
        elif stretch.start < start:
            start = stretch.end
        else:
            end = stretch.start
    span = _trimmed(text, Span(start, end)) if start < end else None
    return span if span is not None and _WORD.search(text, span.start, span.end) else None


def _trimmed(text: str, span: Span) -> Span | None:
    """Return a span without marks and spaces at its ends, and from a word's beginning."""
    start, end = span.start, span.end
    while start > 0 and not text[start - 1].isspace() and text[start] in "'’":
        start -= 1
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return Span(start, end) if start < end else None


def _is_scrap(text: str, span: Span, stretches: Sequence[Span]) -> bool:
    """Tell a word or two of reported speech, which say nothing: "denied it"."""
    words = len(_WORD.findall(text, span.start, span.end))
    return words < _LEAST_REPORTED and not any(span.shared(s) for s in stretches)


def _is_direct(text: str, span: Span, stretches: Sequence[Span]) -> bool:
    """Tell whether every word of a span stands in quotation marks."""
    inside = [(max(s.start, span.start), min(s.end, span.end)) for s in stretches]
    outside, at = [], span.start
    for start, end in inside:
        if start < end:
            outside.append(text[at:start])
            at = end
    return at > span.start and not _WORD.search(" ".join([*outside, text[at : span.end]]))


def _without_rivals(found: Sequence[_Found]) -> list[Quote]:
    """Keep of several attributions of the same words the surest; the longer one of equals."""
    kept: list[Quote] = []
    order = sorted(found, key=lambda f: (f.passed_on, -f.share, f.quote.start - f.quote.end))
    for one in order:
        span = Span(one.quote.start, one.quote.end)
        if not any(
            span.shared(Span(q.start, q.end))
            >= _SAME * min(span.end - span.start, q.end - q.start)
            for q in kept
        ):
            kept.append(one.quote)
    return kept


def _claims(span: Span, stretch: Span) -> bool:
    return 2 * span.shared(stretch) >= stretch.end - stretch.start


def _is_speech(text: str, stretch: Span, paragraph: Span) -> bool:
    """Tell somebody's words from a title, a term or irony, where no cue attributes them."""
    inner = text[stretch.start : stretch.end].strip(_MARKS + " ")
    words = _WORD.findall(inner)
    large = sum(word[0].isupper() for word in words)
    if len(words) < _LONG and large >= _TITLE * len(words):
        return False
    begins = _begins(text, stretch, paragraph)
    ends = bool(_END.search(text[stretch.start : stretch.end]))
    return len(words) >= (_SENTENCE_WORDS if begins and ends else _LEAST_WORDS)


def _begins(text: str, span: Span | Quote, paragraph: Span) -> bool:
    """Tell whether a sentence, or what a colon leads to, begins here."""
    before = text[paragraph.start : span.start].rstrip()
    return not before or before[-1] in _SENTENCE_ENDS


def _carried_on(
    text: str, spans: Sequence[Span], quotes: Sequence[Sequence[Quote]]
) -> list[Quote]:
    """Give quotes that nobody is named for the speaker whose words they go on with.

    In the same paragraph that is the speaker named last before it, else the next one; a paragraph
    that opens with a quotation goes on with the last speaker of the one before. Words in marks in
    the midst of somebody else's sentence go on with nobody's.
    """
    made: list[Quote] = []
    last: Quote | None = None
    for paragraph, own in zip(spans, quotes, strict=True):
        named = [quote for quote in own if _names_somebody(text, quote)]
        before = last if own and not text[paragraph.start : own[0].start].strip() else None
        starts = [quote.start for quote in named]
        current: Quote | None = None
        for quote in own:
            giver: Quote | None = quote
            signed = _signed(text, quote, paragraph)
            if quote.speaker is None and signed is not None:
                giver = replace(quote, speaker=signed)
            elif quote.speaker is None and quote.cue is None and _begins(text, quote, paragraph):
                at = bisect_right(starts, quote.start)
                earlier = named[at - 1] if at else None
                giver = earlier or (named[at] if at < len(named) else before)
            elif quote.speaker is None:
                giver = None
            made.append(
                quote if giver is None or giver is quote
                else replace(quote, speaker=giver.speaker)
            )
            if _names_somebody(text, made[-1]):
                current = made[-1]
        last = current
    return made


def _names_somebody(text: str, quote: Quote) -> bool:
    who = quote.speaker
    return who is not None and text[who.start : who.end].lower() not in _RELATIVE


def _signed(text: str, quote: Quote, paragraph: Span) -> Span | None:
    """Return the name that stands after a dash behind a quotation, at the paragraph's end."""
    if not quote.direct:
        return None
    found = _SIGNED.match(text, quote.end, paragraph.end)
    return Span(*found.span(1)) if found else None
