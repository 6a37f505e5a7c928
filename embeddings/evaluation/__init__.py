"""How good the product is: grouping, framing, and framing's steadiness under other names."""

from embeddings.evaluation.benchmarks import evaluate_benchmarks
from embeddings.evaluation.copies import evaluate_copies
from embeddings.evaluation.events import (
    Corpus,
    adjusted_rand,
    b_cubed,
    corpus,
    evaluate_events,
    pairwise,
    pressed,
    ranking,
    regroup,
)
from embeddings.evaluation.framing import (
    Labelled,
    evaluate_framing,
    expected_calibration_error,
    labelled_cases,
    labelled_rows,
    macro_f1,
)
from embeddings.evaluation.names import evaluate_names
from embeddings.evaluation.polnear import Gold, GoldArticle, polnear
from embeddings.evaluation.quotes import evaluate_quotes, evaluate_voices
from embeddings.evaluation.results import Result, record, rows

__all__ = [
    "Corpus",
    "Gold",
    "GoldArticle",
    "Labelled",
    "Result",
    "adjusted_rand",
    "b_cubed",
    "corpus",
    "evaluate_benchmarks",
    "evaluate_copies",
    "evaluate_events",
    "evaluate_framing",
    "evaluate_names",
    "evaluate_quotes",
    "evaluate_voices",
    "expected_calibration_error",
    "labelled_cases",
    "labelled_rows",
    "macro_f1",
    "pairwise",
    "polnear",
    "pressed",
    "ranking",
    "record",
    "regroup",
    "rows",
]
