"""How well framing is judged, against paragraphs labelled under the codebook."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.results import Result, facts, interval, mean, result, rows
from embeddings.records import Judgement, Stance, Voice
from embeddings.stance import CLASSES, Case, Judge

__all__ = [
    "Labelled",
    "evaluate_framing",
    "expected_calibration_error",
    "labelled_cases",
    "labelled_rows",
    "macro_f1",
]

_COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_CERTAINTIES = tuple(percent / 100 for percent in range(40, 81, 5))
_BINS = 10
_WORD = re.compile(r"\S+")
_NEUTRAL = CLASSES.index(Stance.NEUTRAL)

Classes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A case and what a reader said of it: stance, strength 0 to 3, voice, evidence, speaker."""

    case: Case
    stance: Stance
    strength: int
    voice: str
    evidence: tuple[tuple[int, int], ...]
    speaker: str = ""


def labelled_cases(path: Path) -> list[Labelled]:
    """Return the labelled paragraphs of a file; those labelled mixed are left out.

    A folder is read as the sample is laid out: ``articles``, ``events`` and ``gold``.jsonl.
    """
    return labelled_rows(_rows(path))


def labelled_rows(found: Iterable[Mapping[str, Any]]) -> list[Labelled]:
    """Return labelled paragraphs out of rows as in a file; those labelled mixed are left out."""
    return [
        Labelled(
            Case(
                str(row["event"]), str(row["paragraph"]), str(row.get("previous") or ""),
                str(row.get("headline") or ""),
            ),
            Stance(str(row["stance"])), int(str(row.get("strength") or 0)),
            str(row.get("voice") or ""),
            tuple((int(s), int(e)) for s, e in row.get("evidence") or ()),
            str(row.get("speaker") or ""),
        )
        for row in found
        if row["stance"] in set(CLASSES)
    ]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    yield from _of_sample(path) if path.is_dir() else rows(path)


def _of_sample(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the gold of a sample folder as rows of one paragraph each."""
    statements = {row["event"]: row["statement"] for row in rows(folder / "events.jsonl")}
    articles: dict[object, Any] = {row["id"]: row for row in rows(folder / "articles.jsonl")}
    for gold in rows(folder / "gold.jsonl"):
        article = articles[gold["article"]]
        texts = str(article["text"]).split("\n\n")
        paragraphs: Any = gold["paragraphs"]
        for labelled in paragraphs:
            at, evidence = int(labelled["position"]), labelled.get("evidence")
            start = texts[at].find(evidence) if isinstance(evidence, str) else -1
            yield {
                **labelled, "event": statements[gold["event"]], "paragraph": texts[at],
                "previous": texts[at - 1] if at else "", "headline": article["title"],
                "evidence": [(start, start + len(str(evidence)))] if start >= 0 else [],
            }


def evaluate_framing(
    path: Path,
    judge: Judge,
    *,
    threshold: float,
    command: str,
    labelled: Sequence[Labelled] | None = None,
) -> list[Result]:
    """Measure a judge on rows with ``event``, ``paragraph``, ``previous``, ``stance``.

    ``labelled`` are the paragraphs where the file at ``path`` only names them.

    The three-class figures count what each judgement comes nearest to, whatever its certainty;
    rows labelled mixed are left out of them, as the benchmark has it. What is shown at the
    library's ``threshold`` is measured apart. Intervals are 95 % bootstrap intervals.
    """
    labelled = labelled_cases(path) if labelled is None else labelled
    judged = judge.judge([one.case for one in labelled])
    gold = np.asarray([CLASSES.index(one.stance) for one in labelled])
    shares = np.asarray([_shares(judgement) for judgement in judged])
    known = facts(path, judge.name, command)
    found = shares.argmax(axis=1)
    results = _of_classes(gold, found, known)
    results += _of_sides(gold, found, known)
    results += _of_certainty(gold, shares, threshold, known)
    for title, group in _groups(labelled):
        results.append(
            result(f"accuracy, {title}", mean(gold[group] == found[group]), len(group), known)
        )
    return results + _of_evidence(labelled, judged, gold, found, known)


def macro_f1(gold: Sequence[Stance], found: Sequence[Stance]) -> dict[Stance, float]:
    """Return F1 per class; a class nobody has or finds scores 0."""
    return dict(zip(CLASSES, _f1(_places(gold), _places(found)), strict=True))


def _places(stances: Sequence[Stance]) -> Classes:
    """Return each stance's place among the classes, -1 for one that is none of them."""
    return np.asarray([CLASSES.index(s) if s in CLASSES else -1 for s in stances], dtype=np.intp)


def expected_calibration_error(shares: NDArray[np.floating[Any]], truth: Classes) -> float:
    """Return the mean gap between confidence and accuracy over ten equal bins, ``[0, 1]``.

    As Guo et al. (2017) define it: ``shares`` ``(n, classes)`` sum to 1 in each row, ``truth``
    ``(n,)`` names the right class.
    """
    confidence, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    place = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(float(right[place == b].mean() - confidence[place == b].mean())) * (place == b).mean()
        for b in range(_BINS)
        if np.any(place == b)
    ]
    return float(np.sum(gaps))


def _shares(judgement: Judgement) -> tuple[float, ...]:
    """Return a judgement's shares; what cannot be judged at all counts as neutral."""
    if not judgement.probabilities:
        return (0.0, 0.0, 1.0)
    return tuple(judgement.probabilities.get(side, 0.0) for side in CLASSES)


def _f1(gold: Classes, found: Classes) -> list[float]:
    scores = []
    for side in range(len(CLASSES)):
        either = int((gold == side).sum() + (found == side).sum())
        both = int(((gold == side) & (found == side)).sum())
        scores.append(2 * both / either if either else 0.0)
    return scores


def _bounded(
    metric: str, measure: Callable[[NDArray[np.intp]], float], n: int, of: int, known: Result
) -> Result:
    """Return a figure with its interval; ``of`` items are resampled, ``n`` of them counted."""
    low, high = interval(measure, of)
    row = result(metric, measure(np.arange(of)), n, known)
    return {**row, "low": round(low, 4), "high": round(high, 4)}


def _of_classes(gold: Classes, found: Classes, known: Result) -> list[Result]:
    n = len(gold)
    results = [
        _bounded(
            "macro-F1 of the three classes", lambda i: mean(_f1(gold[i], found[i])), n, n, known
        )
    ]
    for at, (side, score) in enumerate(zip(CLASSES, _f1(gold, found), strict=True)):
        results.append(result(f"F1 {side}", score, int((gold == at).sum()), known))
    results.append(_bounded("accuracy", lambda i: mean(gold[i] == found[i]), n, n, known))
    return results


def _of_sides(gold: Classes, found: Classes, known: Result) -> list[Result]:
    """Measure the two sides: how many are found, right, and turned into their opposite."""
    sided, called = gold != _NEUTRAL, found != _NEUTRAL
    turned = sided & called & (gold != found)

    def flips(chosen: NDArray[np.intp]) -> float:
        return float(turned[chosen].sum() / max(1, sided[chosen].sum()))

    return [
        result(
            "right among those called supportive or critical",
            mean((gold == found)[called]), int(called.sum()), known,
        ),
        result(
            "found among those supportive or critical",
            mean((gold == found)[sided]), int(sided.sum()), known,
        ),
        _bounded(
            "turned to the other side, of those that have one", flips, int(sided.sum()),
            len(gold), known,
        ),
        result(
            "turned to the other side, of those that have one and were given one",
            mean(turned[sided & called]), int((sided & called).sum()), known,
        ),
    ]


def _of_certainty(
    gold: Classes, shares: NDArray[np.float64], threshold: float, known: Result
) -> list[Result]:
    found, confidence = shares.argmax(axis=1), shares.max(axis=1)
    right = gold == found
    results = [
        result("expected calibration error", expected_calibration_error(shares, gold),
               len(gold), known)
    ]
    order = np.argsort(-confidence, kind="stable")
    for share in _COVERAGES:
        chosen = order[: max(1, round(share * len(order)))]
        results.append(
            result(f"accuracy on the surest {share:.0%}", mean(right[chosen]), len(chosen), known)
        )
    sided = gold != _NEUTRAL
    for least in sorted({*_CERTAINTIES, round(threshold, 2)}):
        shown = (found != _NEUTRAL) & (confidence >= least)
        results += [
            result(f"right among the sides shown at {least:.0%}", mean(right[shown]),
                   int(shown.sum()), known),
            result(f"found of all sides at {least:.0%}", mean((right & shown)[sided]),
                   int(sided.sum()), known),
        ]
    return results


def _groups(labelled: Sequence[Labelled]) -> list[tuple[str, list[int]]]:
    """Return the rows of each voice and each strength."""
    found: list[tuple[str, list[int]]] = []
    for voice in ("outlet", "speaker", "none"):
        group = [i for i, one in enumerate(labelled) if one.voice == voice]
        found.append((f"voice {voice}", group))
    for strength in (1, 2, 3):
        group = [i for i, one in enumerate(labelled) if one.strength == strength]
        found.append((f"strength {strength}", group))
    return [(title, group) for title, group in found if group]


def _of_evidence(
    labelled: Sequence[Labelled],
    judged: Sequence[Judgement],
    gold: Classes,
    found: Classes,
    known: Result,
) -> list[Result]:
    """Measure evidence and voice where the side is right."""
    right = [int(i) for i in np.flatnonzero((gold == found) & (gold != _NEUTRAL))]
    overlaps = [
        _word_f1(labelled[i].case.paragraph, labelled[i].evidence, judged[i])
        for i in right
        if labelled[i].evidence and judged[i].evidence is not None
    ]
    voiced = [
        judged[i].voice == labelled[i].voice
        for i in right
        if labelled[i].voice in set(Voice) and judged[i].voice is not None
    ]
    results = []
    if overlaps:
        results.append(result("evidence word F1", mean(overlaps), len(overlaps), known))
    if voiced:
        results.append(result("voice right", mean(voiced), len(voiced), known))
    return results


def _word_f1(text: str, gold: Sequence[tuple[int, int]], judgement: Judgement) -> float:
    """Return the F1 of the words that two markings of one text cover."""
    assert judgement.evidence is not None
    span = judgement.evidence
    words = [match.span() for match in _WORD.finditer(text)]
    wanted = {w for w in words if any(s < w[1] and w[0] < e for s, e in gold)}
    given = {w for w in words if span.start < w[1] and w[0] < span.end}
    return 2 * len(wanted & given) / max(1, len(wanted) + len(given))
