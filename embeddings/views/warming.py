"""Loading the models ahead, in the background. Never calls Streamlit."""

import logging
import threading
from typing import TYPE_CHECKING, Final

from embeddings.errors import StanceError

if TYPE_CHECKING:
    from embeddings.explore import Library

__all__ = ["start"]

DELAY: Final = 1.5  # seconds; the browser fetches the page's own files first

_log = logging.getLogger(__name__)


def start(shelf: "Library") -> threading.Timer:
    """Load a library's models soon, in a thread of its own."""
    timer = threading.Timer(DELAY, _load, args=(shelf,))
    timer.daemon = True
    timer.start()
    return timer


def _load(shelf: "Library") -> None:
    try:
        shelf.warm()
    except StanceError:  # whoever needs the model next is told
        _log.warning("the models could not be loaded ahead", exc_info=True)
