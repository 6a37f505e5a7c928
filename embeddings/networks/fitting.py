"""Fine-tuning: pairs of many tasks, one network, a stage at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.networks import network, weights
from embeddings.networks.model import BASE, read_settings, weights_path, write_settings
from embeddings.networks.network import (
    EMBEDDED,
    ON_ATTENTION,
    Encoded,
    NetworkShape,
    Tokenizer,
)

__all__ = ["Example", "Stage", "average", "train"]

_HEAD_RATE = 1e-3
_HEADS = 0
"""The seed of fresh heads."""
_WARM_UP = 0.06
_REPORT = 50
_VOICE, _RELEVANCE = "voice", "relevance"


@dataclass(frozen=True, slots=True)
class Example:
    """One training pair: two texts and what is known of them.

    ``task`` names the head that learns ``shares``, one per class; where only the sum of the last
    classes is known ("not entailed"), ``merged`` says that the last two count as one. ``marks``
    are character ranges of the second text with the weight ``[0, 1]`` each side has there, or
    ``None`` where nothing is known of evidence. ``voice`` is the index of the voice's class.
    """

    first: str
    second: str
    shares: tuple[float, ...]
    task: str
    merged: bool = False
    marks: tuple[tuple[int, int, float, float], ...] | None = None
    voice: int | None = None
    relevant: bool | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A run over examples: rates are per step, ``window`` is in word pieces.

    ``losses`` weighs what is learnt beside the class. ``heads`` copies a head before the stage
    begins (new: old), ``dropout`` is that of the encoder's hidden layers, and so many of its
    first layers are left as they are as ``frozen`` says.
    """

    name: str
    examples: Sequence[Example]
    epochs: int = 1
    batch: int = 32
    rate: float = 1e-4
    window: int = 224
    dropout: float = 0.1
    frozen: int = 0
    losses: Mapping[str, float] = field(
        default_factory=lambda: {"evidence": 1.0, "voice": 0.3, "relevance": 0.2}
    )
    heads: Mapping[str, str] = field(default_factory=dict)


def train(
    stage: Stage,
    shape: NetworkShape,
    *,
    begin: Path | None = None,
    settings: Mapping[str, object],
    folder: Path,
    member: int = 0,
    seed: int = 0,
    threads: int | None = None,
    report: Callable[[str], None],
) -> None:
    """Train one member of a model and write it to ``folder``.

    ``begin`` is the folder of an earlier stage, whose member of the same number is gone on with;
    where it is one network, all members go on from that.
    The embeddings of the base stay as they are. The loss is cross-entropy against class shares,
    plus binary cross-entropy of each piece's evidence for either side, plus the voice and the
    relevance where an example states them. ``threads`` limits the processor's.
    """
    import torch

    if threads is not None:
        network.limit_threads(threads)
    tokenizer = Tokenizer(shape.path())
    # All members begin with the same heads, so that their weights can be averaged.
    torch.manual_seed(_HEADS)
    net = network.build(shape, training=True)
    if seed != _HEADS:
        torch.manual_seed(seed)
    start = {key: value.detach().clone() for key, value in net.state_dict().items()}
    if begin is not None:
        single = not weights_path(begin, 1).is_file()
        earlier = weights_path(begin, 0 if single else member)
        net.load_state_dict(weights.merge(dict(net.state_dict()), earlier))
    for new, old in stage.heads.items():
        net.heads[new].load_state_dict(net.heads[old].state_dict())
    _run(net, tokenizer, stage, np.random.default_rng(seed), report)
    own = shape.base == EMBEDDED
    weights.save(weights_path(folder, member), start if own else None, net.state_dict())
    if not own:
        tokenizer.save(folder / BASE)
        net.encoder.config.save_pretrained(str(folder / BASE))
    write_settings(
        folder,
        {
            **settings, "base": shape.base, "sides": shape.sides, "heads": dict(shape.heads),
            "members": member + 1, "temperature": 1.0, "offsets": [0.0] * 3,
        },
    )


def average(folder: Path, members: int) -> None:
    """Make one network of a model's members, by the mean of their weights.

    Networks that were tuned from the same start lie close enough together for that ("model
    soups": Wortsman et al. 2022), and one answers in the time of one.

    Raises:
        ModelError: a member is missing, or the model's base cannot be loaded.
    """
    settings = read_settings(folder)
    shape = NetworkShape(settings["base"], settings["sides"], dict(settings["heads"]))
    net = network.build(shape)
    own = shape.base == EMBEDDED
    start = {key: value.detach().clone() for key, value in net.state_dict().items()}
    states = [
        weights.merge(dict(start), weights_path(folder, member)) for member in range(members)
    ]
    mean = {
        key: sum(state[key] for state in states) / members if value.is_floating_point() else value
        for key, value in start.items()
    }
    weights.save(weights_path(folder, 0), start if own else None, mean)
    for member in range(1, members):
        weights_path(folder, member).unlink()
    write_settings(folder, {**settings, "members": 1})


def _run(
    net: Any,
    tokenizer: Tokenizer,
    stage: Stage,
    generator: np.random.Generator,
    report: Callable[[str], None],
) -> None:
    import torch

    _set_dropout(net, stage.dropout)
    rows = [tokenizer.encode(e.first, e.second, window=stage.window) for e in stage.examples]
    steps = stage.epochs * len(_batches(stage, rows, np.random.default_rng(0)))
    optimizer, schedule = _optimizer(net, stage, steps)
    net.train()
    done, total = 0, 0.0
    for _ in range(stage.epochs):
        for chosen in _batches(stage, rows, generator):
            loss = _loss(
                net, [stage.examples[i] for i in chosen], [rows[i] for i in chosen],
                stage, tokenizer.padding,
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            total += float(loss.detach())
            if done % _REPORT == 0:
                report(f"{stage.name}: step {done}/{steps}, loss {total / _REPORT:.4f}")
                total = 0.0


def _set_dropout(net: Any, share: float) -> None:
    import torch

    for name, module in net.encoder.named_modules():
        # Dropout on the attention was switched off when the network was built.
        if isinstance(module, torch.nn.Dropout) and not ON_ATTENTION.search(name):
            module.p = share


def _optimizer(net: Any, stage: Stage, steps: int) -> tuple[Any, Any]:
    import torch

    body: list[Any] = []
    head: list[Any] = []
    kept = ("encoder.embeddings.", *(f"encoder.encoder.layer.{i}." for i in range(stage.frozen)))
    for name, parameter in net.named_parameters():
        if name.startswith(kept):
            parameter.requires_grad_(False)
        else:
            (body if name.startswith("encoder.") else head).append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": stage.rate}, {"params": head, "lr": _HEAD_RATE}],
        weight_decay=0.01, fused=True,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [stage.rate, _HEAD_RATE], total_steps=steps + 1, pct_start=_WARM_UP,
        anneal_strategy="linear",
    )
    return optimizer, schedule


def _loss(
    net: Any, examples: Sequence[Example], rows: Sequence[Encoded], stage: Stage, padding: int
) -> Any:
    """Return the loss of one batch, whose examples are all of one task."""
    import torch
    from torch.nn import functional

    batch, second = network.collate(rows, padding)
    task = examples[0].task
    tasks = dict.fromkeys((task, _VOICE, _RELEVANCE))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs, scores = net(batch, second, tuple(tasks))
    loss = _class_loss(outputs[task].float(), examples)
    if all(e.marks is not None for e in examples) and stage.losses.get("evidence"):
        marks = torch.from_numpy(_marks(examples, rows, scores.shape))
        inside = second.unsqueeze(-1).expand_as(marks).float()
        missed = functional.binary_cross_entropy_with_logits(
            scores.float(), marks, weight=inside, reduction="sum"
        )
        loss = loss + stage.losses["evidence"] * missed / inside.sum()
    voiced = [at for at, e in enumerate(examples) if e.voice is not None]
    if voiced and stage.losses.get("voice"):
        voices = torch.tensor([examples[at].voice for at in voiced])
        loss = loss + stage.losses["voice"] * functional.cross_entropy(
            outputs[_VOICE].float()[voiced], voices
        )
    stated = [at for at, e in enumerate(examples) if e.relevant is not None]
    if stated and stage.losses.get("relevance"):
        about = torch.tensor([float(bool(examples[at].relevant)) for at in stated])
        loss = loss + stage.losses["relevance"] * functional.binary_cross_entropy_with_logits(
            outputs[_RELEVANCE].float()[stated, 0], about
        )
    return loss


def _class_loss(logits: Any, examples: Sequence[Example]) -> Any:
    import torch

    shares = logits.log_softmax(-1)
    whole = [at for at, e in enumerate(examples) if not e.merged]
    merged = [at for at, e in enumerate(examples) if e.merged]
    loss = torch.zeros(())
    if whole:
        target = torch.tensor([examples[at].shares for at in whole])
        loss = loss - (shares[whole] * target).sum()
    if merged:
        loss = loss - torch.logsumexp(shares[merged][:, 1:], 1).sum()
    return loss / len(examples)


def _marks(
    examples: Sequence[Example], rows: Sequence[Encoded], shape: Sequence[int]
) -> NDArray[np.float32]:
    marks = np.zeros(tuple(shape), dtype=np.float32)
    for at, (example, row) in enumerate(zip(examples, rows, strict=True)):
        for place, ((start, end), inside) in enumerate(zip(row.offsets, row.second, strict=True)):
            if not inside or end <= start:
                continue
            for begin, stop, *sides in example.marks or ():
                if begin < end and start < stop:
                    marks[at, place] = sides
    return marks


def _batches(
    stage: Stage, rows: Sequence[Encoded], generator: np.random.Generator
) -> list[list[int]]:
    """Batch each task by itself: shuffled, sorted by length in pools of 20, shuffled again."""
    found: list[list[int]] = []
    tasks = dict.fromkeys(example.task for example in stage.examples)
    for task in tasks:
        own = [at for at, example in enumerate(stage.examples) if example.task == task]
        sizes = [len(rows[at].ids) for at in own]
        found += [
            [own[i] for i in batch] for batch in network.pooled(sizes, stage.batch, generator)
        ]
    return [found[int(at)] for at in generator.permutation(len(found))]
