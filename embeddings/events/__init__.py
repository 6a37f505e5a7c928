"""Events: which articles report the same happening, and why."""

from embeddings.events.features import (
    BACKGROUND,
    LEAD,
    MAKER,
    Background,
    count_background,
    featurise,
)
from embeddings.events.grouping import (
    CANDIDATES,
    Grouping,
    Surroundings,
    central,
    crowding,
    group,
    neighbours,
    surroundings,
)
from embeddings.events.similarity import PAIRS, SIGNALS, Weights

__all__ = [
    "BACKGROUND",
    "Background",
    "CANDIDATES",
    "Grouping",
    "LEAD",
    "MAKER",
    "PAIRS",
    "SIGNALS",
    "Surroundings",
    "Weights",
    "central",
    "count_background",
    "crowding",
    "featurise",
    "group",
    "neighbours",
    "surroundings",
]
