"""Any model of natural-language inference as a judge of framing, by name or folder.

The paragraph is the premise; "This supports: …" and "This criticises: …" are the hypotheses, as
zero-shot classification does it (Yin, Hay and Roth 2019). It gives no evidence and no voice.
"""

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import quiet
from embeddings.errors import ModelError
from embeddings.networks import network
from embeddings.records import Reading

__all__ = ["EntailmentReader"]

_HYPOTHESES = ("This approves of or defends: {}", "This criticises or opposes: {}")
_BATCH = 8
_FAR = 100_000
"""Tokenizers without a limit of their own state one beyond all sense."""


class EntailmentReader:
    """Reads pairs with a sequence classifier that has an entailment class.

    ``path`` is a name or folder for the loaders of transformers. Loaded on first use.

    Raises:
        ModelError: on first use, if there is no such model or it has no entailment class.
    """

    def __init__(self, path: str) -> None:
        self.name = f"entailment {_called(path)}"
        self._path = path
        self._model: Any = None
        self._tokenizer: Any = None
        self._entails = 0
        self._window = 512
        self._lock = threading.Lock()

    @property
    def window(self) -> int:
        """How many word pieces a pair may take."""
        self.warm()
        return self._window

    def warm(self) -> None:
        """Load the model now."""
        with self._lock:
            if self._model is not None:
                return
            from transformers import AutoModelForSequenceClassification, AutoTokenizer

            quiet()
            try:
                tokenizer = AutoTokenizer.from_pretrained(self._path)
                model = AutoModelForSequenceClassification.from_pretrained(self._path)
            except (OSError, ValueError) as error:
                raise ModelError(f"{self._path} cannot be loaded: {error}") from error
            labels = {int(at): str(name).lower() for at, name in model.config.id2label.items()}
            entails = [
                at for at, name in labels.items()
                if name.startswith("entail") or name in ("yes", "true")
            ]
            if len(entails) != 1:
                raise ModelError(
                    f"{self._path} has the classes {', '.join(labels.values())}; a model of "
                    "inference with one entailment class is wanted"
                )
            model.eval()
            limit = int(tokenizer.model_max_length)
            places = int(getattr(model.config, "max_position_embeddings", 512))
            self._window = min(limit if limit < _FAR else places, places)
            self._entails = entails[0]
            self._tokenizer, self._model = tokenizer, model

    def pieces(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        """Return how many word pieces each pair takes with the longer hypothesis."""
        self.warm()
        with self._lock:
            return [
                max(
                    len(self._tokenizer(b, h.format(a), verbose=False)["input_ids"])
                    for h in _HYPOTHESES
                )
                for a, b in pairs
            ]

    def read(
        self,
        pairs: Sequence[tuple[str, str]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Reading]:
        """Return the shares of each pair: what is entailed by neither hypothesis is neutral."""
        self.warm()
        found: list[Reading] = []
        for begin in range(0, len(pairs), _BATCH):
            batch = pairs[begin : begin + _BATCH]
            entailed = np.stack(
                [self._entailed(batch, hypothesis) for hypothesis in _HYPOTHESES], axis=1
            )
            found += [Reading(_shares(row)) for row in entailed]
            if progress is not None:
                progress(len(found), len(pairs))
        return found

    def _entailed(
        self, pairs: Sequence[tuple[str, str]], hypothesis: str
    ) -> NDArray[np.float32]:
        import torch

        with self._lock, torch.inference_mode(), network.precision():
            batch = self._tokenizer(
                [b for _, b in pairs], [hypothesis.format(a) for a, _ in pairs],
                padding=True, return_tensors="pt",
            )
            scores = self._model(**batch).logits.float()
        return np.asarray(scores.softmax(-1)[:, self._entails].numpy(), dtype=np.float32)


def _called(path: str) -> str:
    """Return a hub's name as it is; a folder by its last name and a mark of the whole path."""
    folder = Path(path)
    if not folder.is_dir():
        return path
    mark = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]
    return f"{folder.resolve().name} ({mark})"


def _shares(entailed: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn the two entailments into three shares: they are independent, their product divided.

    Supportive holds where the first is entailed and the second not, and so on; where both or
    neither is, the paragraph takes no one side.
    """
    support, oppose = float(entailed[0]), float(entailed[1])
    sides = np.asarray([support * (1 - oppose), oppose * (1 - support)], dtype=np.float32)
    return np.append(sides, np.float32(1 - sides.sum()))
