"""How well quotes, their speakers and the voices of judgements are told."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.evaluation.framing import labelled_cases
from embeddings.evaluation.polnear import polnear
from embeddings.evaluation.results import Result, facts, mean, result, rows
from embeddings.quotes import paragraphs, quoted, tells_speech
from embeddings.records import Quote, Span, Stance, Voice
from embeddings.stance import CLASSES, Judge
from embeddings.voices import VoiceReader

__all__ = ["GoldQuote", "evaluate_quotes", "evaluate_voices", "matched"]

_OVERLAPS = (0.3, 0.8)
_SPEAKER_CHARS = 2
"""So many characters in common make two markings of a speaker the same."""
_WORD = re.compile(r"\w+")
_QUIET = frozenset("the a an mr mrs ms dr sen rep gov president".split())


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A quote as a reader marked it; ``speakers`` are the places that name its speaker."""

    span: Span
    speakers: tuple[Span, ...]
    direct: bool


_Article = tuple[str, Sequence[Span], list[GoldQuote]]
Overlap = Callable[[Span, Span], float]


def evaluate_quotes(path: Path, reader: VoiceReader, *, command: str) -> list[Result]:
    """Measure quotes against a gold file, or PolNeAR's dev split in a folder.

    A file has lines ``{id, text, quotes: [{start, end, speaker_start, speaker_end, direct}]}``.
    Of PolNeAR what tells of speech is counted (its wishes, plans and polls are not quotes), each
    unbroken run of content as one quote. A found quote matches a gold one if it covers at least
    0.3, or 0.8, of it; each is matched once, the best first. That share of the gold one is how
    the published figures are counted (Asr et al. 2021); the stricter share of what either covers
    is given beside it.
    """
    articles = list(_of_polnear(path) if path.is_dir() else _of_file(path))
    found = [
        [quote for quote in own if quote.spoken]
        for own in reader.find([(text, spans) for text, spans, _ in articles])
    ]
    gold = [own for _, _, own in articles]
    known = facts(path / "dev" if path.is_dir() else path, reader.name, command)
    results: list[Result] = []
    measures: tuple[tuple[str, Overlap], ...] = (
        ("of the gold quote", _covered), ("of both", _of_both)
    )
    for said, overlap in measures:
        for least in _OVERLAPS:
            results += _f1(
                gold, found, least=least, overlap=overlap, title=f"quotes, {least:g} {said}",
                known=known,
            )
    direct = [[q for q in own if q.direct] for own in gold]
    results += _f1(
        direct, [[q for q in own if q.direct] for own in found], least=_OVERLAPS[1],
        overlap=_of_both, title=f"direct quotes, {_OVERLAPS[1]:g} of both", known=known,
    )
    return results


def _f1(
    gold: Sequence[Sequence[GoldQuote]],
    found: Sequence[Sequence[Quote]],
    *,
    least: float,
    overlap: Overlap,
    title: str,
    known: Result,
) -> list[Result]:
    pairs = [
        (one, other)
        for wanted, given in zip(gold, found, strict=True)
        for one, other in matched(wanted, given, least, overlap)
    ]
    wanted, given = sum(map(len, gold)), sum(map(len, found))
    named = [
        other.speaker is not None and any(_touch(other.speaker, s) for s in one.speakers)
        for one, other in pairs if one.speakers
    ]
    return [
        result(f"{title}: F1", 2 * len(pairs) / max(1, wanted + given), wanted, known),
        result(f"{title}: precision", len(pairs) / max(1, given), given, known),
        result(f"{title}: recall", len(pairs) / max(1, wanted), wanted, known),
        result(f"{title}: speaker right", mean(named), len(named), known),
    ]


def matched(
    gold: Sequence[GoldQuote], found: Sequence[Quote], least: float, overlap: Overlap
) -> list[tuple[GoldQuote, Quote]]:
    """Pair gold and found quotes that overlap by at least ``least``, each once, best first."""
    scored = sorted(
        (
            (overlap(one.span, Span(other.start, other.end)), i, j)
            for i, one in enumerate(gold)
            for j, other in enumerate(found)
            if one.span.start < other.end and other.start < one.span.end
        ),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    taken_gold: set[int] = set()
    taken: set[int] = set()
    pairs = []
    for share, i, j in scored:
        if share >= least and i not in taken_gold and j not in taken:
            taken_gold.add(i)
            taken.add(j)
            pairs.append((gold[i], found[j]))
    return pairs


def _covered(gold: Span, found: Span) -> float:
    return gold.shared(found) / max(1, gold.end - gold.start)


def _of_both(gold: Span, found: Span) -> float:
    common = gold.shared(found)
    return common / max(1, gold.end - gold.start + found.end - found.start - common)


def _touch(one: Span, other: Span) -> bool:
    least = min(_SPEAKER_CHARS, one.end - one.start, other.end - other.start)
    return one.shared(other) >= least


def _of_polnear(folder: Path) -> list[_Article]:
    found: list[_Article] = []
    for article in polnear(folder, "dev"):
        own: list[GoldQuote] = []
        stretches = quoted(article.text, article.paragraphs)
        for one in article.attributions:
            cue = " ".join(article.text[s.start : s.end] for s in one.cue)
            marked = any(s.shared(c) for s in stretches for c in one.content)
            if tells_speech(cue) or marked:
                own += [
                    GoldQuote(span, one.source, _stands_in(span, stretches))
                    for span in _unbroken(article.text, one.content)
                ]
        found.append((article.text, article.paragraphs, own))
    return found


def _unbroken(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join spans with nothing but white space between: some articles mark each sentence."""
    runs: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if runs and not text[runs[-1].end : span.start].strip():
            runs[-1] = Span(runs[-1].start, max(runs[-1].end, span.end))
        else:
            runs.append(span)
    return runs


def _stands_in(span: Span, stretches: Sequence[Span]) -> bool:
    return any(
        span.shared(s) >= 0.95 * (span.end - span.start) for s in stretches
    )


def _of_file(path: Path) -> list[_Article]:
    found: list[_Article] = []
    for row in rows(path):
        text = str(row["text"])
        stated: Any = row["quotes"]
        own = [
            GoldQuote(
                Span(int(q["start"]), int(q["end"])),
                () if q.get("speaker_start") is None
                else (Span(int(q["speaker_start"]), int(q["speaker_end"])),),
                bool(q["direct"]),
            )
            for q in stated
        ]
        found.append((text, paragraphs(text), own))
    return found


def evaluate_voices(
    path: Path, judge: Judge, reader: VoiceReader, *, command: str
) -> list[Result]:
    """Measure voice and speaker on labelled paragraphs whose stance is judged rightly.

    A speaker is right if the label and what was found, as written or as resolved, are the same
    name or one holds all words of the other, titles aside.
    """
    labelled = labelled_cases(path)
    judged = judge.judge([one.case for one in labelled])
    voiced = reader.attribute([one.case for one in labelled], judged)
    right = [
        (one, judgement) for one, judgement in zip(labelled, voiced, strict=True)
        if _nearest(judgement.probabilities) is one.stance and one.stance is not Stance.NEUTRAL
    ]
    known = facts(path, f"{judge.name}; {reader.name}", command)
    voices = [judgement.voice == one.voice for one, judgement in right if one.voice in set(Voice)]
    spoken = [(one, j) for one, j in right if one.voice == Voice.SPEAKER and one.speaker]
    named = [
        any(same_name(one.speaker, said) for said in (j.speaker, j.name) if said)
        for one, j in spoken
    ]
    given = [n for n, (_, j) in zip(named, spoken, strict=True) if j.speaker]
    return [
        result("voice right where the stance is", mean(voices), len(voices), known),
        result("speaker right where there is one", mean(named), len(named), known),
        result("speaker right where one is named", mean(given), len(given), known),
    ]


def _nearest(probabilities: dict[Stance, float]) -> Stance | None:
    if not probabilities:
        return None
    return max(CLASSES, key=lambda side: probabilities.get(side, 0.0))


def same_name(one: str, other: str) -> bool:
    """Tell whether two strings name one speaker: equal, or all words of one in the other."""
    a, b = _words(one), _words(other)
    return bool(a and b) and (a <= b or b <= a)


def _words(text: str) -> set[str]:
    found = set(_WORD.findall(text.lower().replace("’s", "").replace("'s", "")))
    return (found - _QUIET) or found
