"""Plain text: cleaning, hashing, sentences, and pieces that fit the encoder's window. Pure."""

import hashlib
import re
from functools import cache
from math import ceil
from typing import Any

import sentencex

from embeddings.records import Span

__all__ = [
    "clean",
    "fit",
    "language",
    "origins",
    "sentences",
    "storable",
    "text_hash",
    "token_bound",
]

WINDOW_TOKENS = 240
"""A block up to here stays one paragraph: the encoder reads 256 tokens, two of them markers."""
PIECE_TOKENS = 125
"""What a longer block is cut into: about 100 English words, the length of a long paragraph."""
BLOCK_WORDS = 200
"""More words than this are no paragraph that an author set, whatever their tokens."""
SPLITTER_CHARS = 10_000
"""The splitter's time grows with the square of unclosed quotes, so it is fed in stretches."""

# Soft hyphens, zero-width spaces and joins, byte-order and direction marks: invisible, but each
# would make another hash and other tokens of the same words. The joiners U+200C/D carry meaning.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
# A line broken inside a compound: "drug-<newline>trafficking", but not "pro- <newline>and anti".
_BROKEN_COMPOUND = re.compile(r"(?<=\w)-[ \t]*\r?\n\s*(?=\w)(?!(?:and|or|to)\b)")
_STRETCH_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*\s+")
_TOKEN = re.compile(r"[A-Za-z\u00c0-\u024f]+|\d+|\S")
_VOWEL = re.compile(r"[aeiouy\u00c0-\u024f]", re.IGNORECASE)
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_ENGLISH = frozenset("the of to and in a is that for on was with as at by it from".split())
_FOREIGN_COST = 2.0
"""The encoder's vocabulary is English: it cuts the words of other languages about twice as fine."""


def clean(text: str) -> str:
    """Return the text as encoders and readers want it: one line, single spaces, no invisibles."""
    visible = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return " ".join(_BROKEN_COMPOUND.sub("-", visible).split())


def origins(text: str) -> list[int]:
    """Return, for each character of ``clean(text)``, the place in ``text`` that it came from."""
    places: list[int] = []
    at = 0
    for char in clean(text):
        if char == " ":
            while not text[at].isspace():
                at += 1
        else:
            while text[at] != char:
                at += 1
        places.append(at)
        at += 1
    return places


def storable(text: str) -> str:
    """Return the text as databases and tokenizers accept it.

    Half a surrogate pair, which JSON can write as an escape, becomes U+FFFD; NUL is dropped.
    """
    return _LONE_SURROGATE.sub("\ufffd", text).replace("\x00", "")


def text_hash(text: str) -> str:
    """Return the SHA-256 (hex) of the cleaned text: equal words have equal vectors."""
    return hashlib.sha256(clean(text).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # takes a second to load

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language(text: str) -> tuple[str, float]:
    """Return the likeliest language (ISO 639-1) of a text and its share ``[0, 1]``.

    By the n-gram model of langid (Lui and Baldwin 2012); texts of a few words are a guess.
    """
    code, share = _identifier().classify(clean(text))
    return str(code), float(share)


def sentences(text: str, language: str | None = "en") -> tuple[Span, ...]:
    """Return the spans of the text's sentences, in order, without the white space between.

    ``language`` is an ISO 639-1 code; what is unknown is split by the rules for English.
    """
    code = (language or "en").replace("_", "-").split("-")[0].lower() or "en"
    spans: list[Span] = []
    for start, end in _stretches(text):
        at = start
        for found in sentencex.get_sentence_boundaries(code, text[start:end]):
            cut = start + int(found["end_index"])
            stop = _before_opening(text, at, cut) if cut < end else cut
            _append(spans, text, at, stop)
            at = stop
        _append(spans, text, at, end)
    return tuple(spans)


def token_bound(text: str) -> int:
    """Estimate, on the high side, how many word pieces the encoder makes of a text."""
    tokens = _TOKEN.findall(text)
    english = sum(token.lower() in _ENGLISH for token in tokens)
    factor = 1.0 if english >= 0.1 * len(tokens) else _FOREIGN_COST
    return ceil(factor * sum(map(_token_cost, tokens)))


def fit(text: str, start: int, end: int, *, language: str | None = "en") -> tuple[Span, ...]:
    """Cut ``text[start:end]`` into paragraph-sized spans; what can be one paragraph stays one.

    Cuts fall at sentence ends, in an overlong sentence at spaces, without spaces anywhere.
    """
    block = text[start:end]
    if token_bound(block) <= WINDOW_TOKENS and len(block.split()) <= BLOCK_WORDS:
        return (Span(start, end),)
    units = [
        Span(start + part.start, start + part.end)
        for sentence in sentences(block, language)
        for part in _short_enough(block, sentence)
    ]
    return _balanced(text, units)


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


def _before_opening(text: str, start: int, cut: int) -> int:
    """Move a cut before an unclosed opening quote, which the splitter leaves behind it."""
    at = cut
    while at > start and text[at - 1] in "“‘«„":
        at -= 1
    return at if at > start and text[at - 1].isspace() else cut


def _stretches(text: str) -> list[tuple[int, int]]:
    """Cut a text into ranges that the splitter handles quickly, at sentence ends if it can."""
    ranges, start = [], 0
    while len(text) - start > SPLITTER_CHARS:
        limit = start + SPLITTER_CHARS
        ends = [m.end() for m in _STRETCH_END.finditer(text, start + SPLITTER_CHARS // 2, limit)]
        cut = ends[-1] if ends else limit
        ranges.append((start, cut))
        start = cut
    ranges.append((start, len(text)))
    return ranges


def _token_cost(token: str) -> float:
    """Cost of one run of letters, digits, or of one sign; fitted to MiniLM's vocabulary."""
    if token[0].isdigit():
        return ceil(len(token) / 2)
    if not (token[0].isascii() or "\u00c0" <= token[0] <= "\u024f"):
        return 3.0 if _HANGUL.match(token) else 1.0
    if len(token) > 24 or (len(token) > 3 and not _VOWEL.search(token)):
        return float(len(token))
    rare = 0.25 if token[0].isupper() else 0.0
    return 1.0 + rare + max(0, len(token) - 7) * 0.2


def _short_enough(text: str, sentence: Span) -> list[Span]:
    """Cut a sentence into spans of at most ``PIECE_TOKENS``: at spaces, else between signs."""
    if token_bound(text[sentence.start : sentence.end]) <= PIECE_TOKENS:
        return [sentence]
    words = [
        part
        for match in re.finditer(r"\S+", text[sentence.start : sentence.end])
        for part in _halves(text, sentence.start + match.start(), sentence.start + match.end())
    ]
    return list(_balanced(text, words))


def _halves(text: str, start: int, end: int) -> list[Span]:
    """Halve a word without end until each part fits: the last resort for hostile strings."""
    if end - start < 2 or token_bound(text[start:end]) <= PIECE_TOKENS:
        return [Span(start, end)]
    middle = (start + end) // 2
    return _halves(text, start, middle) + _halves(text, middle, end)


def _balanced(text: str, units: list[Span]) -> tuple[Span, ...]:
    """Group neighbouring units into spans of about equal cost, none over ``PIECE_TOKENS``."""
    costs = [token_bound(text[unit.start : unit.end]) for unit in units]
    remaining = sum(costs)
    spans: list[Span] = []
    at = 0
    while at < len(units):
        target = remaining / ceil(remaining / PIECE_TOKENS)
        last, cost = at, costs[at]
        while last + 1 < len(units) and cost + costs[last + 1] <= PIECE_TOKENS:
            if cost + costs[last + 1] / 2 > target:
                break
            last += 1
            cost += costs[last]
        spans.append(Span(units[at].start, units[last].end))
        remaining -= cost
        at = last + 1
    return tuple(spans)
