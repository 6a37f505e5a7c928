"""Making the tagger of attributions: from annotated articles to weights."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from embeddings.evaluation import GoldArticle, polnear
from embeddings.networks import Lesson, train_tagger
from embeddings.quotes import quoted
from embeddings.records import Span

__all__ = ["QUOTES_EPOCHS", "QUOTES_NAME", "train_quotes"]

QUOTES_NAME = "minilm-attributions-1"
QUOTES_EPOCHS = 4
# Outlets set their marks in these ways; a share of the paragraphs is learnt in each of them.
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_SINGLE = str.maketrans('“”"', "‘’'")
_SHARES = (0.30, 0.15)
_LEAST_CHARS = 3


def train_quotes(
    data: Path,
    output: Path,
    *,
    epochs: int = QUOTES_EPOCHS,
    seed: int = 0,
    threads: int | None = None,
    report: Callable[[str], None],
) -> Path:
    """Train the tagger on PolNeAR's train split and write it to ``output``.

    Args:
        data: the folder with ``polnear/articles_train.jsonl.gz`` and its attributions.
        output: the model's folder.
        epochs: over the paragraphs.
        seed: of the heads, of the order and of which paragraphs get other quotation marks.
        threads: of the processor; as many as it has by default.
        report: is told how far it is.

    Raises:
        InputError: the data are not there.
    """
    generator = np.random.default_rng(seed)
    lessons = [
        lesson
        for article in polnear(data / "polnear", "train")
        for lesson in _lessons(article, generator)
    ]
    report(f"{len(lessons)} paragraphs")
    train_tagger(
        lessons, output, name=QUOTES_NAME, epochs=epochs, seed=seed, threads=threads,
        report=report,
    )
    return output


def _lessons(article: GoldArticle, generator: np.random.Generator) -> list[Lesson]:
    found = []
    for paragraph in article.paragraphs:
        if paragraph.end - paragraph.start < _LEAST_CHARS:
            continue
        text = _set_anew(article.text[paragraph.start : paragraph.end], generator.random())
        own = [
            tuple(_within(spans, paragraph) for spans in (gold.cue, gold.source, gold.content))
            for gold in article.attributions
            if paragraph.start <= gold.cue[0].start < paragraph.end
        ]
        found.append(Lesson(
            text, tuple(quoted(text, [Span(0, len(text))])),
            tuple((cue, source, content) for cue, source, content in own if cue and content),
        ))
    return found


def _within(spans: Sequence[Span], paragraph: Span) -> tuple[Span, ...]:
    """Return the spans that begin in a paragraph, counted from its beginning."""
    return tuple(
        Span(span.start - paragraph.start, min(span.end, paragraph.end) - paragraph.start)
        for span in spans
        if paragraph.start <= span.start < paragraph.end
    )


def _set_anew(text: str, chance: float) -> str:
    """Set a paragraph's quotation marks as other outlets do; every place stays where it is."""
    straight, single = _SHARES
    if chance < straight:
        return text.translate(_STRAIGHT)
    return text.translate(_SINGLE) if chance < straight + single else text
