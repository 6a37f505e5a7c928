"""Summing up: the curve of accuracy against coverage out of stored results."""

from embeddings.summaries import coverage


def test_the_curve_is_that_of_the_data_that_has_most_of_it() -> None:
    rows = [
        {"metric": "accuracy on the surest 80%", "value": 0.7, "data": "dev"},
        {"metric": "accuracy on the surest 50%", "value": 0.8, "data": "dev"},
        {"metric": "accuracy on the surest 50%", "value": 0.1, "data": "sample"},
        {"metric": "accuracy", "value": 0.2, "data": "dev"},
    ]
    assert coverage(rows) == [(50, 0.8), (80, 0.7)]
    assert coverage(rows[2:]) == []
    assert coverage([]) == []
