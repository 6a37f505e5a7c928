"""Making the weights that ship: framing, grouping, attributions, the judges of page furniture."""

from embeddings.training.framing import (
    MEMBERS,
    MODEL_NAME,
    RATE,
    calibrate,
    finish_framing,
    is_whole,
    train_framing,
)
from embeddings.training.grouping import train_grouping, train_pairs
from embeddings.training.quotes import QUOTES_EPOCHS, QUOTES_NAME, train_quotes
from embeddings.training.reading import train_reading, train_talk
from embeddings.training.teacher import teach

__all__ = [
    "MEMBERS",
    "MODEL_NAME",
    "QUOTES_EPOCHS",
    "QUOTES_NAME",
    "RATE",
    "calibrate",
    "finish_framing",
    "is_whole",
    "teach",
    "train_framing",
    "train_grouping",
    "train_pairs",
    "train_quotes",
    "train_reading",
    "train_talk",
]
