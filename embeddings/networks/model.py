"""The framing model as it ships: read from a folder, it reads (event statement, paragraph)."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.networks import network, weights
from embeddings.networks.network import EMBEDDED, Encoded, NetworkShape, Tokenizer
from embeddings.records import Reading

__all__ = [
    "BASE",
    "SETTINGS",
    "CrossEncoder",
    "read_settings",
    "set_decision",
    "set_members",
    "weights_path",
    "write_settings",
]

SETTINGS = "model.json"
BASE = "base"
"""The folder of a foreign base's configuration and tokenizer, beside the weights."""
_BATCH = 8
_EVENT, _VOICE, _RELEVANCE = "event", "voice", "relevance"


@dataclass(frozen=True, slots=True)
class _Member:
    """What one network of the model gives for a batch of pairs, as logits, by head."""

    heads: dict[str, NDArray[np.float32]]
    evidence: NDArray[np.float32]


class CrossEncoder:
    """A pair classifier read from a folder: ``model.json`` and the weights of its members.

    Several members, trained from different seeds, answer by the mean of their log shares. Loaded
    on first use; safe to share between threads.

    Raises:
        ModelError: the folder holds no such model.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        self._folder = folder
        self._threads = threads
        self._nets: list[Any] = []
        self._tokenizer: Tokenizer | None = None
        self._lock = threading.Lock()
        settings = read_settings(folder)
        try:
            self.name: str = settings["name"]
            self.window: int = settings["window"]
            self._members: int = settings["members"]
            self._temperature: float = settings["temperature"]
            self._offsets = np.asarray(settings["offsets"], dtype=np.float32)
            self._shape = NetworkShape(
                settings["base"], settings["sides"], dict(settings["heads"])
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(f"No usable {SETTINGS} in {folder}; reinstall it") from error

    def pieces(self, pairs: Sequence[tuple[str, str]]) -> list[int]:
        """Return how many word pieces each pair takes, marks included."""
        return [len(row.ids) for row in self._encode(pairs)]

    def read(
        self,
        pairs: Sequence[tuple[str, str]],
        *,
        decided: bool = True,
        cut: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Reading]:
        """Return what the model makes of each pair, in order.

        ``decided`` applies the temperature and the offsets that were chosen on labelled data.

        Raises:
            ModelError: a pair is longer than ``window`` word pieces; without ``cut`` nothing is
                cut off.
        """
        rows = self._encode(pairs, window=self.window if cut else None)
        longest = max((len(row.ids) for row in rows), default=0)
        if longest > self.window:
            raise ModelError(
                f"A pair takes {longest} word pieces, {self.name} reads {self.window}; "
                "split the paragraph"
            )
        found: list[Reading | None] = [None] * len(rows)
        order = sorted(range(len(rows)), key=lambda at: -len(rows[at].ids))
        for begin in range(0, len(order), _BATCH):
            chosen = order[begin : begin + _BATCH]
            readings = self._batch([rows[i] for i in chosen], decided=decided)
            for at, reading in zip(chosen, readings, strict=True):
                found[at] = reading
            if progress is not None:
                progress(min(begin + _BATCH, len(order)), len(order))
        return [reading for reading in found if reading is not None]

    def shares(self, pairs: Sequence[tuple[str, str]], task: str) -> NDArray[np.float32]:
        """Return the shares ``(len(pairs), classes)`` of another task's head, in order.

        Longer pairs than the window are cut at the end of the second text.
        """
        import torch

        self.warm()
        assert self._tokenizer is not None
        rows = self._encode(pairs, window=self.window)
        order = sorted(range(len(rows)), key=lambda at: -len(rows[at].ids))
        found = np.zeros((len(rows), self._shape.heads[task]), dtype=np.float32)
        for begin in range(0, len(order), _BATCH):
            chosen = order[begin : begin + _BATCH]
            batch, second = network.collate([rows[at] for at in chosen], self._tokenizer.padding)
            with self._lock, torch.inference_mode(), network.precision():
                logits = [net(batch, second, (task,))[0][task].float().numpy()
                          for net in self._nets]
            found[chosen] = np.exp(np.mean([_log_softmax(one) for one in logits], axis=0))
        return found

    def warm(self) -> None:
        """Load the model now, so that the first real call does not wait for it."""
        with self._lock:
            if self._nets:
                return
            if self._threads is not None:
                network.limit_threads(self._threads)
            path = None if self._shape.base == EMBEDDED else self._folder / BASE
            tokenizer = Tokenizer(str(path) if path is not None else self._shape.path())
            nets = []
            for member in range(self._members):
                net = network.build(self._shape, path=path)
                state = weights.merge(net.state_dict(), weights_path(self._folder, member))
                net.load_state_dict(state)
                net.eval()
                nets.append(net)
            self._tokenizer, self._nets = tokenizer, nets

    def _encode(
        self, pairs: Sequence[tuple[str, str]], *, window: int | None = None
    ) -> list[Encoded]:
        self.warm()
        assert self._tokenizer is not None
        with self._lock:
            return [self._tokenizer.encode(a, b, window=window) for a, b in pairs]

    def _batch(self, rows: Sequence[Encoded], *, decided: bool) -> list[Reading]:
        import torch

        assert self._tokenizer is not None
        batch, second = network.collate(rows, self._tokenizer.padding)
        with self._lock, torch.inference_mode(), network.precision():
            members = [_logits(net, batch, second, self._shape) for net in self._nets]
        classes = np.mean([_log_softmax(m.heads[_EVENT]) for m in members], axis=0)
        if decided:
            classes = classes / self._temperature + self._offsets
        shares = np.exp(_log_softmax(classes))
        speaker: NDArray[np.float32] | None = None
        relevance: NDArray[np.float32] | None = None
        if _VOICE in self._shape.heads:
            voices = np.mean([_log_softmax(m.heads[_VOICE][:, :2]) for m in members], axis=0)
            speaker = np.exp(_log_softmax(voices))[:, 1]
        if _RELEVANCE in self._shape.heads:
            relevance = np.mean([_sigmoid(m.heads[_RELEVANCE]) for m in members], axis=0)[:, 0]
        evidence = np.mean([_sigmoid(m.evidence) for m in members], axis=0)
        return [
            _reading(
                row, shares[at], evidence[at],
                None if speaker is None else float(speaker[at]),
                None if relevance is None else float(relevance[at]),
            )
            for at, row in enumerate(rows)
        ]


def weights_path(folder: Path, member: int) -> Path:
    """Return where a member's weights lie."""
    return folder / f"weights-{member + 1}.safetensors"


def read_settings(folder: Path) -> dict[str, Any]:
    """Return a model's settings; ``ModelError`` if there are none."""
    try:
        settings: dict[str, Any] = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"No usable {SETTINGS} in {folder}; reinstall it") from error
    return settings


def write_settings(folder: Path, settings: dict[str, object]) -> None:
    """Write a model's settings file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SETTINGS).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def set_members(folder: Path, members: int) -> None:
    """Store how many networks a model has; ``ModelError`` if one of them is not there."""
    for member in range(members):
        if not weights_path(folder, member).is_file():
            raise ModelError(f"{weights_path(folder, member)} is not there; train it first")
    write_settings(folder, {**read_settings(folder), "members": members})


def set_decision(folder: Path, *, temperature: float, offsets: Sequence[float]) -> None:
    """Store by what a model's log shares are divided, and what is then added to each class."""
    settings = read_settings(folder)
    rounded = [round(float(offset), 4) for offset in offsets]
    write_settings(
        folder, {**settings, "temperature": round(temperature, 4), "offsets": rounded}
    )


def _logits(net: Any, batch: Any, second: Any, shape: NetworkShape) -> _Member:
    asked = [task for task in (_EVENT, _VOICE, _RELEVANCE) if task in shape.heads]
    outputs, evidence = net(batch, second, asked)
    return _Member(
        {task: found.float().numpy() for task, found in outputs.items()}, evidence.float().numpy()
    )


def _reading(
    row: Encoded,
    shares: NDArray[np.float32],
    evidence: NDArray[np.float32],
    speaker: float | None,
    relevance: float | None,
) -> Reading:
    """Put one pair's answers together; evidence that tells no sides counts for both."""
    places = [at for at, inside in enumerate(row.second) if inside]
    spans = np.asarray([row.offsets[at] for at in places], dtype=np.int32).reshape(-1, 2)
    return Reading(
        np.asarray(shares, dtype=np.float32), speaker, relevance, spans,
        np.asarray(np.broadcast_to(evidence[places], (len(places), 2)), dtype=np.float32),
    )


def _log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = scores - scores.max(axis=-1, keepdims=True)
    total = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return np.asarray(shifted - total, dtype=np.float32)


def _sigmoid(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-scores)), dtype=np.float32)
