"""Classifiers that read two texts together; the home of torch and transformers.

``model`` reads pairs with the shipped network, ``entailment`` with any NLI model, ``fitting``
trains, ``network`` is the network and ``weights`` the small file that it is kept in. Importing
this package loads no heavy library.
"""

from embeddings.crossencoder.entailment import EntailmentReader
from embeddings.crossencoder.fitting import Example, Stage, average, train
from embeddings.crossencoder.model import CrossEncoder, set_decision, set_members, weights_path
from embeddings.crossencoder.network import EMBEDDED, NetworkShape

__all__ = [
    "EMBEDDED",
    "CrossEncoder",
    "EntailmentReader",
    "Example",
    "NetworkShape",
    "Stage",
    "average",
    "set_decision",
    "set_members",
    "train",
    "weights_path",
]
