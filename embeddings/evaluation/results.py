"""Results: rows that say what was measured, on what, when, with which model and machine."""

import datetime
import gzip
import json
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import InputError

__all__ = ["Result", "facts", "interval", "mean", "record", "result", "rows"]

Result = dict[str, object]

_RESAMPLES = 1000


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


def result(metric: str, value: float, n: int, known: Result) -> Result:
    """Return one row of results."""
    return {"metric": metric, "value": round(value, 4), "n": n, **known}


def facts(path: Path, model: str, command: str) -> Result:
    """Return what all rows of one measurement state: data, day, model, machine, command."""
    return {
        "data": f"{path.parent.name}/{path.name}",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "model": model,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}",
        "command": command,
    }


def mean(values: Sequence[bool] | Sequence[float]) -> float:
    """Return the mean, 0 of nothing."""
    return float(np.mean(values)) if len(values) else 0.0


def interval(
    measure: Callable[[NDArray[np.intp]], float], n: int, *, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a figure over ``n`` items (Efron 1979).

    ``measure`` gets the indices of a resample.
    """
    generator = np.random.default_rng(seed)
    found = [measure(generator.integers(0, n, n)) for _ in range(_RESAMPLES)]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)
