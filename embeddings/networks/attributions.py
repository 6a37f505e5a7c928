"""Who says what: a tagger that finds attributions in paragraphs, and its training.

One encoder reads a paragraph; its pieces are tagged as cues ("said", "according to"). For each cue
every piece is then asked whether it is of the content or of the source that this cue joins: it is
scored by its own state, the cue's mean state and its distance from the cue. One pass of the
encoder serves all cues of a paragraph. Stretches between quotation marks are told to the encoder
as its second segment.
"""

import math
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import default_model_path, quiet
from embeddings.errors import ModelError
from embeddings.networks import network, weights
from embeddings.networks.model import read_settings, weights_path, write_settings
from embeddings.networks.network import Tokenizer
from embeddings.records import Attribution, Span

__all__ = ["Lesson", "Tagger", "train_tagger"]

WINDOW = 256
"""Word pieces, two of them markers; longer texts are read in overlapping windows."""
_OVERLAP = 48
_BATCH = 16
_PAIR = 384
"""Width of the layer in which a cue and a piece meet."""
# Distances in word pieces from which a new embedding of distance begins, on either side.
_DISTANCES = (1, 2, 3, 4, 6, 8, 11, 15, 20, 28, 40, 60, 90, 130)
_CUE_SHARE = 0.5
_PIECE_SHARE = 0.5
_LEAST_CONTENT = 2
"""Characters."""
_HEAD_RATE = 1e-3
_CUE_WEIGHT = 5.0
_WARM_UP = 0.06
_REPORT = 50


@dataclass(frozen=True, slots=True)
class Lesson:
    """A paragraph with its quoted stretches and its attributions: (cue, source, content) spans."""

    text: str
    quoted: tuple[Span, ...]
    attributions: tuple[tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A window of a text in word pieces; ``offsets`` count characters of the text."""

    ids: list[int]
    types: list[int]
    offsets: NDArray[np.int64]


class Tagger:
    """Finds attributions with the weights in a folder. Loaded on first use; thread-safe.

    Raises:
        ModelError: the folder holds no such model.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._net: Any = None
        self._tokenizer: Tokenizer | None = None
        self._lock = threading.Lock()
        self._mark: str | None = None
        settings = read_settings(folder)
        try:
            self._named: str = settings["name"]
        except KeyError as error:
            raise ModelError(f"{folder} names no model; reinstall it") from error

    @property
    def name(self) -> str:
        """The model's name and a mark of its weights, so that no two ever mix."""
        with self._lock:
            if self._mark is None:
                path = weights_path(self._folder, 0)
                if not path.is_file():
                    raise ModelError(f"No weights at {path}; check the project out again")
                self._mark = f"{zlib.crc32(path.read_bytes()):08x}"
            return f"{self._named} {self._mark}"

    def warm(self) -> None:
        """Load the model now."""
        with self._lock:
            if self._net is not None:
                return
            tokenizer = Tokenizer(str(default_model_path()))
            net = _build()
            net.load_state_dict(weights.merge(net.state_dict(), weights_path(self._folder, 0)))
            net.eval()
            self._tokenizer, self._net = tokenizer, net

    def read(
        self,
        texts: Sequence[str],
        quoted: Sequence[Sequence[Span]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[list[Attribution]]:
        """Return the attributions in each text, by place; ``quoted`` are its quoted stretches."""
        self.warm()
        assert self._tokenizer is not None
        with self._lock:
            windows = [
                (at, window)
                for at, (text, spans) in enumerate(zip(texts, quoted, strict=True))
                for window in _windows(self._tokenizer, text, spans)
            ]
        found: list[list[Attribution]] = [[] for _ in texts]
        order = sorted(range(len(windows)), key=lambda i: -len(windows[i][1].ids))
        for begin in range(0, len(order), _BATCH):
            chosen = [windows[i] for i in order[begin : begin + _BATCH]]
            for (at, _), own in zip(chosen, self._tag([w for _, w in chosen]), strict=True):
                found[at] += own
            if progress is not None:
                progress(min(begin + _BATCH, len(order)), len(order))
        return [_distinct(own) for own in found]

    def _tag(self, windows: Sequence[_Pieces]) -> list[list[Attribution]]:
        import torch

        assert self._tokenizer is not None
        batch = _collate(windows, self._tokenizer.padding)
        with self._lock, torch.inference_mode(), network.precision():
            hidden = self._net.hidden(batch)
            shares = torch.sigmoid(self._net.cue(hidden).float()).numpy()
            cues = [
                (row, first, last)
                for row, window in enumerate(windows)
                for first, last in _cues(shares[row, : len(window.ids)], window.offsets)
            ]
            if not cues:
                return [[] for _ in windows]
            mask = np.zeros((len(cues), hidden.shape[1]), dtype=np.float32)
            for at, (_, first, last) in enumerate(cues):
                mask[at, first : last + 1] = 1
            scores = self._net.joined(
                hidden, torch.tensor([row for row, _, _ in cues]), torch.from_numpy(mask)
            )
            joined = torch.sigmoid(scores.float()).numpy()
        found: list[list[Attribution]] = [[] for _ in windows]
        for (row, first, last), own in zip(cues, joined, strict=True):
            offsets = windows[row].offsets
            content = [
                span for span, _ in _runs(own[: len(offsets), 0], offsets)
                if span.end - span.start >= _LEAST_CONTENT
            ]
            sources = _runs(own[: len(offsets), 1], offsets)
            if content:
                found[row].append(Attribution(
                    Span(int(offsets[first][0]), int(offsets[last][1])), tuple(content),
                    max(sources, key=lambda run: run[1])[0] if sources else None,
                    float(shares[row, first, 0]),
                ))
        return found


def _cues(shares: NDArray[np.float32], offsets: NDArray[np.int64]) -> Iterable[tuple[int, int]]:
    """Yield the first and last piece of each cue; ``shares`` are of its first and any piece."""
    at = 0
    while at < len(offsets):
        if shares[at, 0] > _CUE_SHARE and offsets[at][1] > offsets[at][0]:
            last = at
            while (
                last + 1 < len(offsets) and shares[last + 1, 1] > _CUE_SHARE
                and shares[last + 1, 0] <= _CUE_SHARE
                and offsets[last + 1][1] > offsets[last + 1][0]
            ):
                last += 1
            yield at, last
            at = last
        at += 1


def _runs(
    shares: NDArray[np.float32], offsets: NDArray[np.int64]
) -> list[tuple[Span, float]]:
    """Return the runs of pieces that are likely inside, as characters, with their sums."""
    found: list[tuple[Span, float]] = []
    inside = (shares > _PIECE_SHARE) & (offsets[:, 1] > offsets[:, 0])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    for first, stop in edges.reshape(-1, 2):
        span = Span(int(offsets[first][0]), int(offsets[stop - 1][1]))
        found.append((span, float(shares[first:stop].sum())))
    return found


def _distinct(found: Sequence[Attribution]) -> list[Attribution]:
    """Order by place, and keep of a cue that two windows saw the reading with more content."""
    best: dict[int, Attribution] = {}
    for one in found:
        held = best.get(one.cue.start)
        if held is None or _length(one) > _length(held):
            best[one.cue.start] = one
    return [best[at] for at in sorted(best)]


def _length(one: Attribution) -> int:
    return sum(span.end - span.start for span in one.content)


def _windows(tokenizer: Tokenizer, text: str, quoted: Sequence[Span]) -> Iterable[_Pieces]:
    """Yield a text in word pieces, in windows that overlap if it is longer than one."""
    ids, places = tokenizer.single(text)
    if len(ids) <= 2:
        return
    offsets = np.asarray(places, dtype=np.int64).reshape(-1, 2)
    inside = np.zeros(len(text) + 1, dtype=bool)
    for span in quoted:
        inside[span.start : span.end] = True
    types = (inside[offsets[:, 0]] & (offsets[:, 1] > offsets[:, 0])).astype(int)
    first, last, body = ids[0], ids[-1], len(ids) - 2
    step = WINDOW - 2 - _OVERLAP
    mark = np.zeros((1, 2), dtype=np.int64)
    for begin in range(0, max(1, body - _OVERLAP), step):
        chosen = slice(1 + begin, 1 + min(begin + WINDOW - 2, body))
        yield _Pieces(
            [first, *ids[chosen], last], [0, *(int(t) for t in types[chosen]), 0],
            np.concatenate([mark, offsets[chosen], mark]),
        )


def _collate(windows: Sequence[_Pieces], padding: int) -> dict[str, Any]:
    import torch

    width = max(len(window.ids) for window in windows)
    ids = torch.full((len(windows), width), padding)
    types = torch.zeros((len(windows), width), dtype=torch.long)
    mask = torch.zeros((len(windows), width), dtype=torch.long)
    for at, window in enumerate(windows):
        size = len(window.ids)
        ids[at, :size] = torch.tensor(window.ids)
        types[at, :size] = torch.tensor(window.types)
        mask[at, :size] = 1
    return {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}


def _build(*, training: bool = False) -> Any:
    """Return the network with the embedded encoder's weights and fresh heads."""
    import torch
    from torch.nn import functional
    from transformers import AutoModel

    quiet()
    options: dict[str, Any] = {"attn_implementation": "eager"} if training else {}
    encoder = AutoModel.from_pretrained(str(default_model_path()), **options)
    encoder.pooler = None
    edges = torch.tensor(_DISTANCES)

    class TagNet(torch.nn.Module):  # type: ignore[misc]
        """Tags cues, and for each cue the pieces of its content and of its source."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            size = encoder.config.hidden_size
            self.cue = torch.nn.Linear(size, 2)
            self.piece = torch.nn.Linear(size, _PAIR)
            self.by = torch.nn.Linear(size, _PAIR)
            self.distance = torch.nn.Embedding(2 * (len(_DISTANCES) + 1), _PAIR)
            torch.nn.init.normal_(self.distance.weight, std=0.1)
            self.out = torch.nn.Linear(_PAIR, 2)
            self.dropout = torch.nn.Dropout(0.1)

        def hidden(self, batch: Any) -> Any:
            """Return the state of each piece ``(texts, pieces, size)``."""
            return self.encoder(**batch).last_hidden_state

        def joined(self, hidden: Any, row: Any, mask: Any) -> Any:
            """Return for each cue the scores ``(cues, pieces, 2)`` of content and source.

            ``row`` says which text a cue is of, ``mask`` which pieces it is made of.
            """
            own = hidden[row]
            mean = torch.einsum("cp,cph->ch", mask / mask.sum(1, keepdim=True), own)
            away = torch.arange(hidden.shape[1]).unsqueeze(0) - mask.argmax(1).unsqueeze(1)
            bucket = torch.bucketize(away.abs(), edges, right=True)
            bucket = torch.where(away < 0, bucket, bucket + len(_DISTANCES) + 1)
            met = self.piece(own) + self.by(mean).unsqueeze(1) + self.distance(bucket)
            return self.out(self.dropout(functional.gelu(met)))

    net = TagNet()
    for name, module in net.encoder.named_modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0 if network.ON_ATTENTION.search(name) else 0.1
    return net


def train_tagger(
    lessons: Sequence[Lesson],
    folder: Path,
    *,
    name: str,
    epochs: int = 3,
    rate: float = 2e-4,
    batch: int = 32,
    seed: int = 0,
    threads: int | None = None,
    report: Callable[[str], None],
) -> None:
    """Train the tagger on paragraphs and write its weights to ``folder``.

    The loss is binary cross-entropy of each piece: begins a cue, is in one; and for each gold cue:
    is in its content, is in its source. The encoder's word embeddings stay as they are.
    """
    import torch

    if threads is not None:
        network.limit_threads(threads)
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    tokenizer = Tokenizer(str(default_model_path()))
    net = _build(training=True)
    start = {key: value.detach().clone() for key, value in net.state_dict().items()}
    rows = [row for lesson in lessons for row in _targets(tokenizer, lesson)]
    net.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    inner = [p for n, p in net.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": inner, "lr": rate}, {"params": heads, "lr": _HEAD_RATE}],
        weight_decay=0.01, fused=True,
    )
    steps = epochs * math.ceil(len(rows) / batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [rate, _HEAD_RATE], total_steps=steps + epochs + 1, pct_start=_WARM_UP,
        anneal_strategy="linear",
    )
    net.train()
    done, total = 0, 0.0
    for _ in range(epochs):
        for chosen in _batches([len(row[0].ids) for row in rows], batch, generator):
            loss = _loss(net, [rows[at] for at in chosen], tokenizer.padding)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            total += float(loss.detach())
            if done % _REPORT == 0:
                report(f"step {done}/{steps}, loss {total / _REPORT:.4f}")
                total = 0.0
    weights.save(weights_path(folder, 0), start, net.state_dict())
    write_settings(folder, {"name": name, "base": network.EMBEDDED, "members": 1})


_Row = tuple[_Pieces, NDArray[np.float32], list[tuple[NDArray[np.float32], NDArray[np.float32]]]]


def _targets(tokenizer: Tokenizer, lesson: Lesson) -> Iterable[_Row]:
    """Yield each window with its cue tags, and for each cue in it its pieces and their tags."""
    for pieces in _windows(tokenizer, lesson.text, lesson.quoted):
        tags = np.zeros((len(pieces.ids), 2), dtype=np.float32)
        joined = []
        for cue, source, content in lesson.attributions:
            inside = _inside(pieces.offsets, cue)
            if not inside.any():
                continue
            tags[inside.argmax(), 0] = 1
            tags[:, 1] = np.maximum(tags[:, 1], inside)
            both = [_inside(pieces.offsets, content), _inside(pieces.offsets, source)]
            joined.append((inside, np.stack(both, axis=1)))
        yield pieces, tags, joined


def _inside(offsets: NDArray[np.int64], spans: Iterable[Span]) -> NDArray[np.float32]:
    marks = np.zeros(len(offsets), dtype=bool)
    real = offsets[:, 1] > offsets[:, 0]
    for span in spans:
        marks |= real & (offsets[:, 0] < span.end) & (span.start < offsets[:, 1])
    return marks.astype(np.float32)


def _batches(
    sizes: Sequence[int], batch: int, generator: np.random.Generator
) -> list[list[int]]:
    """Return the places of each batch, in the order of training."""
    found = network.pooled(sizes, batch, generator)
    return [found[int(at)] for at in generator.permutation(len(found))]


def _loss(net: Any, rows: Sequence[_Row], padding: int) -> Any:
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as missed

    batch = _collate([pieces for pieces, _, _ in rows], padding)
    width = batch["input_ids"].shape[1]
    cues = [(at, mask, tags) for at, (_, _, own) in enumerate(rows) for mask, tags in own]
    tags = torch.from_numpy(np.stack([_padded(own, width) for _, own, _ in rows]))
    real = batch["attention_mask"].float()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = net.hidden(batch)
        begins = net.cue(net.dropout(hidden))
        if cues:
            row = torch.tensor([at for at, _, _ in cues])
            masks = torch.from_numpy(np.stack([_padded(mask, width) for _, mask, _ in cues]))
            scores = net.joined(hidden, row, masks)
    inside = real.unsqueeze(-1).expand_as(tags)
    loss = _CUE_WEIGHT * missed(begins.float(), tags, weight=inside, reduction="sum") / real.sum()
    if cues:
        wanted = torch.from_numpy(np.stack([_padded(own, width) for _, _, own in cues]))
        inside = real[row].unsqueeze(-1).expand_as(wanted)
        loss = loss + missed(
            scores.float(), wanted, weight=inside, reduction="sum"
        ) / inside.sum()
    return loss


def _padded(rows: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    padded = np.zeros((width, *rows.shape[1:]), dtype=np.float32)
    padded[: len(rows)] = rows
    return padded
