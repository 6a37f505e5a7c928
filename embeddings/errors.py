"""The errors this package raises.

    StanceError
    ├── InputError      the material given cannot be used (a file, a page, a row, a query)
    ├── ModelError      a model is missing, damaged or does not fit
    ├── LibraryError    the library folder is damaged, foreign or busy
    └── NotFoundError   an id names nothing in the library

A message says what was found, what was wanted and what to do.
"""

__all__ = ["InputError", "LibraryError", "ModelError", "NotFoundError", "StanceError"]


class StanceError(Exception):
    """Base of every error that is meant for the user."""


class InputError(StanceError):
    """The material given cannot be used."""


class ModelError(StanceError):
    """A model is missing, damaged or does not fit what is asked of it."""


class LibraryError(StanceError):
    """The library folder is damaged, made by another version, or busy."""


class NotFoundError(StanceError):
    """An id names nothing in the library."""
