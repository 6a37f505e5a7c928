"""How well articles are grouped, against gold events, alone or in a haystack."""

import datetime
from collections import defaultdict
from collections.abc import Hashable, Sequence
from pathlib import Path

import numpy as np

from embeddings import events
from embeddings.encoder import TextEncoder
from embeddings.evaluation.results import Result, facts, result, rows
from embeddings.records import Features
from embeddings.text import clean

__all__ = ["b_cubed", "evaluate_events", "featurise"]


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
    stated = {**facts(path, encoder.name, command), "data": data}
    return [
        result("B-cubed precision", precision, len(gold), stated),
        result("B-cubed recall", recall, len(gold), stated),
        result("B-cubed F1", 2 * precision * recall / (precision + recall), len(gold), stated),
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


def _iso(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None
