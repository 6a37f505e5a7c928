"""An event as CSV, one row per paragraph; no cell of it is run as a formula. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from embeddings.records import Article, EventView, Judgement, Paragraph, Span, Stance
from embeddings.text import text_hash

__all__ = ["by_hand", "rows", "safe_cell", "share", "sheet", "written"]

_COLUMNS = (
    "event", "statement", "article", "headline", "outlet", "published", "url", "path",
    "paragraph", "position", "start", "end", "stance", "confidence", "supportive", "critical",
    "neutral", "voice", "speaker", "name", "role", "evidence", "reason", "judge", "text",
    "paragraph_hash", "evidence_start", "evidence_end", "corrected", "machine", "copy_of",
)
# Spreadsheets run a cell that opens with one of these as a formula, some also the wide ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def sheet(view: EventView) -> str:
    """Return every paragraph of an event with its judgement.

    ``start`` and ``end`` count characters of the article's source, ``evidence_start`` and
    ``evidence_end`` those of the text; ``paragraph_hash`` is its ``text_hash``.
    """
    return written(_COLUMNS, rows(view))


def rows(view: EventView) -> Iterator[dict[str, object]]:
    """Yield what ``sheet`` writes of each paragraph, by column."""
    articles = {a.id: a for a in view.event.articles}
    return (_row(view, p, articles[p.article]) for p in view.paragraphs)


def written(columns: Sequence[str], lines: Iterable[Mapping[str, object]]) -> str:
    """Return lines as CSV (RFC 4180) with a head; no cell is run as a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    for row in lines:
        writer.writerow({column: safe_cell(value) for column, value in row.items()})
    return out.getvalue()


def _row(view: EventView, paragraph: Paragraph, article: Article) -> dict[str, object]:
    judgement = paragraph.judgement or Judgement(
        Stance.NOT_JUDGED, {}, reason="waits to be judged"
    )
    evidence = judgement.evidence
    return {
        "event": view.event.id, "statement": view.event.title, "article": article.id,
        "headline": article.title, "outlet": article.outlet, "published": article.published,
        "url": article.url, "path": article.path, "paragraph": paragraph.id,
        "position": paragraph.position + 1, "start": paragraph.start, "end": paragraph.end,
        "stance": judgement.stance, "confidence": share(judgement.confidence),
        "supportive": share(judgement.probabilities.get(Stance.SUPPORTIVE)),
        "critical": share(judgement.probabilities.get(Stance.CRITICAL)),
        "neutral": share(judgement.probabilities.get(Stance.NEUTRAL)),
        "voice": judgement.voice, "speaker": judgement.speaker, "name": judgement.name,
        "role": judgement.role, "evidence": _covered(paragraph.text, evidence),
        "reason": judgement.reason, "judge": judgement.judge, "text": paragraph.text,
        "paragraph_hash": text_hash(paragraph.text),
        "evidence_start": None if evidence is None else evidence.start,
        "evidence_end": None if evidence is None else evidence.end,
        **by_hand(judgement), "copy_of": article.copy_of,
    }


def by_hand(judgement: Judgement | None) -> dict[str, object]:
    """Return whether a reader gave the label, and what the machine had said."""
    if judgement is None or judgement.correction is None:
        return {"corrected": None, "machine": None}
    return {"corrected": "yes", "machine": judgement.machine}


def _covered(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.end]


def share(value: float | None) -> str | None:
    """Return a share as it stands in a cell."""
    return None if value is None else f"{value:.4f}"


def safe_cell(value: object) -> object:
    """Keep a spreadsheet from running article text: a quote mark before what looks a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
