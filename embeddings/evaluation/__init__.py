"""How good the product is: grouping, framing, and framing's steadiness under other names."""

from embeddings.evaluation.benchmarks import evaluate_benchmarks
from embeddings.evaluation.events import b_cubed, evaluate_events
from embeddings.evaluation.framing import (
    Labelled,
    evaluate_framing,
    expected_calibration_error,
    labelled_cases,
    macro_f1,
)
from embeddings.evaluation.names import evaluate_names
from embeddings.evaluation.results import record, rows

__all__ = [
    "Labelled",
    "b_cubed",
    "evaluate_benchmarks",
    "evaluate_events",
    "evaluate_framing",
    "evaluate_names",
    "expected_calibration_error",
    "labelled_cases",
    "macro_f1",
    "record",
    "rows",
]
