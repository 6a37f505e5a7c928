"""Making the table of common terms that grouping weighs words with."""

from pathlib import Path

from embeddings.evaluation import rows
from embeddings.events import Background, count_background

__all__ = ["train_grouping"]


def train_grouping(data: Path, output: Path) -> Background:
    """Count in how many articles of ``data`` each hashed term occurs, and write the table."""
    background = count_background(f"{row['title']} {row['text']}" for row in rows(data))
    background.save(output)
    return background
