"""Making the two judges of page furniture: what a line talks of, and whether a block belongs."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from embeddings import sources
from embeddings.errors import InputError
from embeddings.evaluation import rows
from embeddings.reading import belonging, talk
from embeddings.reading.labels import Role

__all__ = ["train_reading", "train_talk"]

# Rows of the reading judge: a mistaken paragraph on the screen costs more than a lost one; the
# plain articles are many, alike, and themselves not free of furniture.
_FURNITURE_COST, _PLAIN_COST, _PENALTY = 2.0, 0.15, 1.7
_PLAIN_EACH = 7
# Terms that fewer lines have say nothing of the next page; what weighs little is left out.
_LEAST_LINES, _LEAST_WEIGHT = 3, 0.1
_TALK_PENALTY = 0.5
_REAL_COST = 0.2
"""Real paragraphs are many, and some of them are furniture."""


def train_talk(lines: Path, plain: Path, output: Path, *, first: int = 1000) -> dict[str, int]:
    """Fit the judge of the site's talk to invented lines and real paragraphs.

    Args:
        lines: a folder with ``site.txt`` and ``news.txt``, a line each.
        plain: JSONL of articles without furniture.
        output: the file to write.
        first: how many of those articles are read.

    Returns how many lines of each kind there were. The features are binary, divided by the root
    of their number; the loss is logistic with an L2 penalty.

    Raises:
        InputError: one of the two files is missing.
    """
    for name in ("site.txt", "news.txt"):
        if not (lines / name).is_file():
            raise InputError(f"{lines / name} is not there; name the folder that holds it")
    kinds = {
        "site": _lines(lines / "site.txt"),
        "news": _lines(lines / "news.txt"),
        "real": [
            seen.labels[at].text for seen in _plain_articles(plain, first)
            for at in sorted(seen.paragraphs)
        ],
    }
    texts = [line for found in kinds.values() for line in found]
    site = np.concatenate([np.full(len(found), kind == "site") for kind, found in kinds.items()])
    costs = {"site": 1.0, "news": 1.0, "real": _REAL_COST}
    cost = np.concatenate([np.full(len(found), costs[kind]) for kind, found in kinds.items()])
    sets = [talk.terms(line) for line in texts]
    counts = Counter(term for found in sets for term in found)
    vocabulary = {
        term: at
        for at, term in enumerate(sorted(t for t, n in counts.items() if n >= _LEAST_LINES))
    }
    weights, bias = _logistic(_table(sets, vocabulary), site, cost, _TALK_PENALTY)
    kept = {
        term: round(float(weights[at]), 3)
        for term, at in vocabulary.items() if abs(weights[at]) >= _LEAST_WEIGHT
    }
    output.parent.mkdir(parents=True, exist_ok=True)
    stored = json.dumps({"bias": round(bias, 4), "weights": kept}, ensure_ascii=False, indent=0)
    output.write_text(stored + "\n", encoding="utf-8")
    return {kind: len(found) for kind, found in kinds.items()}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _table(sets: Sequence[frozenset[str]], vocabulary: dict[str, int]) -> csr_matrix:
    """Return the lines' terms ``(lines, terms)``, each row divided by the root of its length."""
    columns = [sorted(vocabulary[term] for term in found if term in vocabulary) for found in sets]
    ends = np.cumsum([0, *map(len, columns)])
    sizes = np.repeat([1 / np.sqrt(max(1, len(found))) for found in sets], np.diff(ends))
    flat = np.asarray([at for row in columns for at in row], dtype=np.int32)
    return csr_matrix((sizes, flat, ends), shape=(len(sets), len(vocabulary)))


def _logistic(
    table: csr_matrix | NDArray[np.float64],
    true: NDArray[np.bool_],
    cost: NDArray[np.float64],
    penalty: float,
) -> tuple[NDArray[np.float64], float]:
    """Return weights and bias of a logistic regression; half the penalty weighs their squares."""
    sign = np.where(true, 1.0, -1.0)

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (table @ point[:-1] + point[-1])
        pull = -sign * cost / (1 + np.exp(margin))
        gradient = np.append(table.T @ pull + penalty * point[:-1], pull.sum())
        squares = penalty / 2 * (point[:-1] ** 2).sum()
        return float((cost * np.logaddexp(0, -margin)).sum() + squares), gradient

    point = minimize(loss, np.zeros(table.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return point[:-1], float(point[-1])


def train_reading(pages: Path, plain: Path, output: Path, *, first: int = 1000) -> dict[str, int]:
    """Fit the judge of what belongs to an article, and write its weights.

    Args:
        pages: a folder of saved pages, each with a JSON file of its true paragraphs.
        plain: JSONL of articles without furniture, whose paragraphs all belong.
        output: the file to write.
        first: how many plain articles are read.

    Returns how many rows of each kind there were. The loss is logistic with an L2 penalty.
    """
    kinds: dict[str, list[list[float]]] = {"paragraphs": [], "furniture": [], "plain": []}
    for gold, page in _layouts(pages):
        for kind, row in _labelled_blocks(gold, page):
            kinds[kind].append(row)
    for seen in _plain_articles(plain, first):
        order = sorted(seen.paragraphs)
        chosen = [*order[:: max(1, len(order) // _PLAIN_EACH)][:_PLAIN_EACH], *order[-1:]]
        kinds["plain"] += belonging.describe(seen.labels, seen.titles, seen.paragraphs, chosen)
    costs = {"paragraphs": 1.0, "furniture": _FURNITURE_COST, "plain": _PLAIN_COST}
    table = np.asarray([row for rows_ in kinds.values() for row in rows_], dtype=np.float64)
    belongs = np.concatenate([np.full(len(r), k != "furniture") for k, r in kinds.items()])
    cost = np.concatenate([np.full(len(r), costs[k]) for k, r in kinds.items()])
    weights, bias = _standardised_logistic(table, belongs, cost)
    named = {n: round(float(w), 5) for n, w in zip(belonging.FEATURES, weights, strict=True)}
    output.parent.mkdir(parents=True, exist_ok=True)
    stored = json.dumps({"bias": round(bias, 5), "weights": named}, indent=1)
    output.write_text(stored + "\n", encoding="utf-8")
    return {kind: len(found) for kind, found in kinds.items()}


def _standardised_logistic(
    table: NDArray[np.float64], belongs: NDArray[np.bool_], cost: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return weights and bias of a logistic regression, penalised on standardised columns."""
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    found, bias = _logistic((table - centre) / spread, belongs, cost, 2 * _PENALTY)
    weights = found / spread
    return weights, float(bias - weights @ centre)


def _layouts(pages: Path) -> Iterator[tuple[dict[str, object], Path]]:
    for gold in sorted(pages.rglob("*.json")):
        stem = gold.name.removesuffix(".json").removesuffix(".gold")
        page = next((p for p in gold.parent.glob(f"{stem}.*") if p.suffix != ".json"), None)
        if page is not None:
            yield json.loads(gold.read_text(encoding="utf-8")), page


def _labelled_blocks(gold: dict[str, object], page: Path) -> Iterator[tuple[str, list[float]]]:
    """Yield the blocks of a page that read like sentences, described, with what they are."""
    articles = gold["articles"]
    assert isinstance(articles, list)
    body = {_plain_text(p) for a in articles for p in a["paragraphs"]}
    for article in articles:
        body |= {_plain_text(p) for ps in article.get("alternatives", {}).values() for p in ps}
    optional = gold.get("optional", [])
    assert isinstance(optional, list)
    unscored = {_plain_text(p) for p in optional} | {_plain_text(a["title"]) for a in articles}
    with belonging.watched() as articles_seen:
        list(sources.read([page]))
    for seen in articles_seen:
        for at, label in enumerate(seen.labels):
            text = _plain_text(label.text)
            own = text in body
            part = not own and any(len(p) > 40 and (p in text or text in p) for p in body)
            sentence = label.chunk.words >= 5 and re.search(r"[.!?]", text) is not None
            asked = own or at in seen.paragraphs or label.role is Role.PROSE or sentence
            if text in unscored or at in seen.titles or label.chunk.words < 3 or part or not asked:
                continue
            row = belonging.describe(seen.labels, seen.titles, seen.paragraphs | {at}, [at])[0]
            yield "paragraphs" if own else "furniture", row


def _plain_text(text: object) -> str:
    return " ".join(re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", str(text or "")).split())


def _plain_articles(plain: Path, first: int) -> Iterator[belonging.Seen]:
    for _, row in zip(range(first), rows(plain), strict=False):
        text, title = str(row["text"]), str(row["title"])
        with belonging.watched() as seen:
            list(sources.read_text(text, title=title))
        yield from seen[:1]
