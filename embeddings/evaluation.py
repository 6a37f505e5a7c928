"""How good the product is, as rows that say on what, when, with which model and machine."""

import datetime
import gzip
import json
import os
import platform
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

import numpy as np

from embeddings import events
from embeddings.encoder import TextEncoder
from embeddings.errors import InputError
from embeddings.records import Features, Judgement, Stance
from embeddings.stance import CLASSES, Case, PairScorer, judge
from embeddings.text import clean

__all__ = [
    "Result",
    "b_cubed",
    "evaluate_events",
    "evaluate_framing",
    "framing_cases",
    "macro_f1",
    "record",
    "rows",
]

Result = dict[str, object]

_COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the records of a JSONL file, gzipped or not."""
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as JSON lines: {error}") from error


def record(path: Path, results: Sequence[Result]) -> None:
    """Write results, replacing those of the same metric and data."""
    kept: list[Result] = []
    if path.is_file():
        kept = json.loads(path.read_text(encoding="utf-8"))
    new = {(r["metric"], r["data"]) for r in results}
    kept = [r for r in kept if (r["metric"], r["data"]) not in new]
    text = json.dumps([*kept, *results], indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def evaluate_framing(path: Path, scorer: PairScorer, *, command: str) -> list[Result]:
    """Measure framing on rows with ``event``, ``paragraph``, ``previous``, ``stance``.

    Rows labelled mixed are left out of the three-class figures, as the benchmark has it.
    """
    cases, gold = framing_cases(path)
    judged = judge(cases, scorer)
    found = [_side(judgement) for judgement in judged]
    facts = _facts(path, scorer.name, command)
    scores = macro_f1(gold, found)
    results = [
        _row("macro-F1 of the three classes", float(np.mean(list(scores.values()))), gold, facts)
    ]
    results += [
        _row(f"F1 {side}", score, [g for g in gold if g == side], facts)
        for side, score in scores.items()
    ]
    right = [g == f for g, f in zip(gold, found, strict=True)]
    results.append(_row("accuracy", float(np.mean(right)), gold, facts))
    results += _sides(gold, found, facts)
    order = np.argsort([-(j.confidence or 0.0) for j in judged], kind="stable")
    for share in _COVERAGES:
        chosen = order[: max(1, round(share * len(order)))]
        results.append(
            _row(
                f"accuracy on the surest {share:.0%}",
                float(np.mean([right[i] for i in chosen])), chosen, facts,
            )
        )
    return results


def framing_cases(path: Path) -> tuple[list[Case], list[Stance]]:
    """Return the cases of a labelled file and their classes; rows labelled mixed are left out."""
    labelled = [row for row in rows(path) if row["stance"] in set(CLASSES)]
    cases = [
        Case(str(row["event"]), str(row["paragraph"]), str(row.get("previous") or ""))
        for row in labelled
    ]
    return cases, [Stance(str(row["stance"])) for row in labelled]


def macro_f1(gold: Sequence[Stance], found: Sequence[Stance]) -> dict[Stance, float]:
    """Return F1 per class; a class nobody has or finds scores 0."""
    scores = {}
    for side in CLASSES:
        both = sum(g == side == f for g, f in zip(gold, found, strict=True))
        either = sum(g == side for g in gold) + sum(f == side for f in found)
        scores[side] = 2 * both / either if either else 0.0
    return scores


def evaluate_events(
    path: Path, encoder: TextEncoder, *, haystack: Path | None, others: int, command: str
) -> list[Result]:
    """Measure grouping against ``cluster``, mixed into ``others`` articles of a haystack."""
    gold = list(rows(path))
    known = {row["id"] for row in gold}
    extra = [r for _, r in zip(range(others), rows(haystack), strict=False)] if haystack else []
    articles = [*gold, *(r for r in extra if r["id"] not in known)]
    grouping = events.group(featurise(articles, encoder), events.Background.load())
    home = {row: number for number, members in enumerate(grouping.groups) for row in members}
    labels = [str(row["cluster"]) for row in gold]
    precision, recall = b_cubed(labels, [home[i] for i in range(len(gold))])
    data = f"{path.parent.name}/{path.name}"
    if extra:
        data += f" among {len(articles) - len(gold)} other articles"
    facts = {**_facts(path, encoder.name, command), "data": data}
    return [
        _row("B-cubed precision", precision, gold, facts),
        _row("B-cubed recall", recall, gold, facts),
        _row("B-cubed F1", 2 * precision * recall / (precision + recall), gold, facts),
    ]


def featurise(articles: Sequence[dict[str, object]], encoder: TextEncoder) -> list[Features]:
    """Make grouping features of raw records ``{title, text, published|date}``."""
    texts = [[clean(p) for p in str(a["text"]).split("\n") if len(p.split()) > 5] for a in articles]
    texts = [found or [clean(str(a["title"])) or "untitled"] for found, a in zip(
        texts, articles, strict=True)]
    titles = [clean(str(a["title"])) or "untitled" for a in articles]
    flat = [t for title, found in zip(titles, texts, strict=True)
            for t in (title, *found[: events.LEAD])]
    vectors = encoder.encode(flat)
    made: list[Features] = []
    at = 0
    for row, (article, title, found) in enumerate(zip(articles, titles, texts, strict=True)):
        end = at + 1 + len(found[: events.LEAD])
        date = str(article.get("published") or article.get("date") or "")
        made.append(
            events.featurise(
                row, title=title, texts=found, title_vector=vectors[at],
                vectors=vectors[at + 1 : end], published=_iso(date),
            )
        )
        at = end
    return made


def b_cubed(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float]:
    """Return B-cubed precision and recall (Bagga and Baldwin 1998) over all items."""
    of_gold: dict[Hashable, set[int]] = defaultdict(set)
    of_found: dict[Hashable, set[int]] = defaultdict(set)
    for i, (g, f) in enumerate(zip(gold, found, strict=True)):
        of_gold[g].add(i)
        of_found[f].add(i)
    shared = [
        (len(of_gold[g] & of_found[f]), len(of_found[f]), len(of_gold[g]))
        for g, f in zip(gold, found, strict=True)
    ]
    precision = float(np.mean([both / size for both, size, _ in shared]))
    recall = float(np.mean([both / size for both, _, size in shared]))
    return precision, recall


def _side(judgement: Judgement) -> Stance:
    """Return the class a judgement comes nearest to, for figures of three classes."""
    shares = judgement.probabilities
    return max(CLASSES, key=lambda side: shares.get(side, 0.0)) if shares else Stance.NEUTRAL


def _sides(gold: Sequence[Stance], found: Sequence[Stance], facts: Result) -> list[Result]:
    pairs = list(zip(gold, found, strict=True))
    called = [g == f for g, f in pairs if f != Stance.NEUTRAL]
    present = [g == f for g, f in pairs if g != Stance.NEUTRAL]
    turned = [g != f for g, f in pairs if Stance.NEUTRAL not in (g, f)]
    return [
        _row("right among those called supportive or critical", _mean(called), called, facts),
        _row("found among those supportive or critical", _mean(present), present, facts),
        _row("wrong side among those that have one and were given one", _mean(turned), turned,
             facts),
    ]


def _mean(values: Sequence[bool]) -> float:
    return float(np.mean(values)) if values else 0.0


def _row(metric: str, value: float, items: object, facts: Result) -> Result:
    return {"metric": metric, "value": round(value, 4), "n": len(items), **facts}  # type: ignore[arg-type]


def _facts(path: Path, model: str, command: str) -> Result:
    return {
        "data": f"{path.parent.name}/{path.name}",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "model": model,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}",
        "command": command,
    }


def _iso(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None
