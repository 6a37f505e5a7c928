"""Who says what: quotations and reported speech in an article, each with its speaker. Pure.

``marks`` finds what stands between quotation marks, ``attribution`` makes quotes of that and of
what a tagger finds, ``names`` tells who the speakers are.
"""

from embeddings.quotes.attribution import RULES, AttributionReader, find, paragraphs
from embeddings.quotes.cues import tells_speech
from embeddings.quotes.marks import quoted
from embeddings.quotes.names import mentions

__all__ = [
    "RULES",
    "AttributionReader",
    "find",
    "mentions",
    "paragraphs",
    "quoted",
    "tells_speech",
]
