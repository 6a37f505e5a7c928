"""Networks of our own: the home of torch and transformers.

``model`` reads pairs of texts with the shipped network, ``entailment`` with any NLI model,
``fitting`` trains, ``network`` is the network; ``attributions`` tags who says what; ``weights``
is the small file that a network is kept in. Importing this package loads no heavy library.
"""

from embeddings.networks.attributions import Lesson, Tagger, train_tagger
from embeddings.networks.entailment import EntailmentReader
from embeddings.networks.fitting import Example, Stage, average, train
from embeddings.networks.model import CrossEncoder, set_decision, set_members, weights_path
from embeddings.networks.network import EMBEDDED, NetworkShape

__all__ = [
    "EMBEDDED",
    "CrossEncoder",
    "EntailmentReader",
    "Example",
    "Lesson",
    "NetworkShape",
    "Stage",
    "Tagger",
    "average",
    "set_decision",
    "set_members",
    "train",
    "train_tagger",
    "weights_path",
]
