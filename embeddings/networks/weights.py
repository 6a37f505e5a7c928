"""The small file that a trained network is kept in: differences from its base, or all of it.

A fine-tuned MiniLM takes 10 MB as 8-bit differences with one scale per row, instead of 90.
"""

from pathlib import Path
from typing import Any

from embeddings.errors import ModelError

__all__ = ["merge", "save"]

_READABLE = 0o644
"""The library writes for the owner alone; a model is for all who use the project."""


def save(path: Path, start: dict[str, Any] | None, final: dict[str, Any]) -> None:
    """Write what changed since ``start``: matrices as 8-bit differences, the rest as it is.

    Without ``start`` everything is written whole, in half precision.
    """
    import torch
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    stored: dict[str, Any] = {}
    for key, value in final.items():
        if not value.is_floating_point():
            continue
        fresh = start is None or not key.startswith("encoder.")
        if fresh:
            # Heads start from chance, so they are stored whole.
            stored[f"{key}|whole"] = value.half() if start is None else value.float()
            continue
        difference = value - start[key]  # type: ignore[index]
        if not torch.any(difference):
            continue
        if value.ndim == 2:
            scale = difference.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
            stored[f"{key}|q"] = (difference / scale).round().to(torch.int8)
            stored[f"{key}|scale"] = scale.squeeze(1).float()
        else:
            stored[f"{key}|add"] = difference.float()
    save_file({key: value.contiguous() for key, value in stored.items()}, str(path))
    path.chmod(_READABLE)


def merge(state: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a network's state with what a file holds put in; ``ModelError`` if it fits not."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    if not path.is_file():
        raise ModelError(f"No weights at {path}; check the project out again")
    try:
        stored = load_file(str(path))
    except SafetensorError as error:
        raise ModelError(f"{path} is damaged; check the project out again") from error
    for name, value in stored.items():
        key, kind = name.rsplit("|", 1)
        if key not in state:
            raise ModelError(f"{path} holds {key}, which the base model lacks; wrong base model")
        if kind == "whole":
            state[key] = value.float()
        elif kind == "add":
            state[key] = state[key] + value
        elif kind == "q":
            scale = stored[f"{key}|scale"]
            state[key] = state[key] + value.float() * scale.unsqueeze(1)
    return state
