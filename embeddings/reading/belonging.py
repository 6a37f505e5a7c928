"""Does a block that reads like prose belong to its article? A small logistic regression.

The rules of the other rooms know furniture by its words and places; this judge weighs what they
cannot list: what a block shares with the rest of the text, whom it speaks to, where it stands.
Trained by ``python -m embeddings train reading``; its card lies in ``models/reading``.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from embeddings.reading import shape, talk
from embeddings.reading.families import Zone
from embeddings.reading.labels import Label, Role
from embeddings.records import BlockKind

__all__ = ["FEATURES", "WEIGHTS", "Seen", "describe", "strangers", "watched"]

WEIGHTS = Path(__file__).parents[1] / "models" / "reading" / "weights.json"

_SITE = re.compile(
    r"\b(?:subscri\w+|newsletters?|letters?|column(?:s|ists?)?|opinions?|views|editors?|editions?"
    r"|publi(?:shed|cations?)|copyright|rights|correct(?:s|ed|ions?)|amended|updated|reported"
    r"|contribut(?:ed|ors?)|member(?:s|ship)?|account|log ?in|cookies?|inbox|e-?mails?|website|site"
    r"|online|app|download|click|tap|share|follow|comments?|photos?|pictures?|images?|advert\w*"
    r"|sponsor\w*|written|edited|produced|translat\w+|reporting|transcripts?|audio|video|podcasts?"
    r"|free|trial|offers?|tickets?|apply|tel|ring|contact|enquiries|details|box|reward|notice|sale"
    r"|consent|partners|privacy|settings|data|permission|device|questions?|feedback|help|article"
    r"|story|newspaper|page|writers?|readers?|reporters?|journalis(?:m|ts?)|blog|posts?|version"
    r"|text|form|desk|newsroom)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:sa(?:id|ys)|told|added|according|asked|wrote|announced|argued|claimed|warned|insisted"
    r"|explained|called|described|believes?|thinks?|denied|confirmed|agreed)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|been|would|could|has|have|went|came|made|took|found|left|began|kept"
    r"|held|gave|became|got|put|set|\w{3,20}ed)\b",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|our|us|ours)\b", re.IGNORECASE)
_I = re.compile(r"\bI\b")
_ORDER = re.compile(
    r"(?:please |now |why not |and )?(?:read|see|watch|listen|subscribe|sign|join|follow|click|tap"
    r"|get|try|visit|contact|e-?mail|send|write|call|support|share|donate|become|download|buy|book"
    r"|order|apply|find|discover|explore|submit|tell|let|leave|forward|update|manage|view|add|save"
    r"|keep|take|check|agree|think|want|looking|know|have|do|are|did|was|is|can|spotted|got"
    r"|enjoy\w*)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"@\w|www\.|https?:|\b\w+\.(?:com|org|net|example|co\.uk)\b|\+?\d[\d ()-]{6,20}\d"
    r"|\b(?:tel|box)\b[.:]? ?\d",
    re.IGNORECASE,
)
_PRICE = re.compile(r"[$£€]\s?\d|\b\d+ ?% off\b|\bono\b", re.IGNORECASE)
_RIGHTS = re.compile(r"©|\(c\)|copyright|all rights", re.IGNORECASE)
_SHOUTED = re.compile(r"[\W\d]{0,5}[A-Z][A-Z'’&-]{2,20}(?:[ ,:.]|$)")
_LABELLED = re.compile(r"[A-Z][\w' -]{1,24}:\s")
_QUOTED = re.compile(r"[\"“«][^\"”»]*[\"”»]?")
_STOP = re.compile(r"[.!?](?:\s|$)")
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_JOB = re.compile(
    r"by|words|story|text|report\w*|edit\w*|correspondent|writer|desk|staff|senior|chief|politic\w*"
    r"|columnist|updated|published|posted|press|news|the|in|for|and",
    re.IGNORECASE,
)
_SHORT_NAME = 2
"""Letters."""
_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-Z][a-z\u00df-\u00ff]{2,}")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|that|is|was|for|it|with|on|said)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"[A-Z][A-Z .'’\-]{1,40}:\s")
_LEAST_ENGLISH = 0.1
"""The share of commonest words below which a text is not in English, which the judge knows."""
_LEAST_SITE_WORDS = 2
_LEAST_PARAGRAPHS, _FEW_PARAGRAPHS = 3, 7
_SITES_OWN, _OTHER, _BEFORE = 0.3, 0.06, 0.01
"""Belief that a block belongs below which it does not: at the text's edges, if it speaks of the
site or to the reader, anywhere else, and before the end if it does neither. "The trial continues
on Monday." is such an edge."""
_EVEN, _TALK = 0.5, 2.0
"""What sounds so much like a site (log odds) goes wherever it stands, unless the rest of the text
makes it more likely than not that it belongs."""
_LIVE, _LAST = 3, 2
_INTERVIEW = 4
"""Questions."""
_CROWD = 4
"""Blocks on either side."""
_DOORS = frozenset(
    {Zone.RELATED, Zone.COMMENTS, Zone.TAGS, Zone.FOOTER, Zone.BOILERPLATE, Zone.SIGNUP}
)

FEATURES = (
    "log_words short middling long ends question cry shared shares_none share names strangers "
    "title you we order site site_share said past past_share contact price rights shouted "
    "labelled capitals digits quoted last last_but_one last_but_two behind first second "
    "above_title alone pair run below_furniture above_furniture below_head above_head below_fact "
    "item close apart tagged no_prose i bracketed sentences last_and_strange alone_and_strange "
    "last_and_of_site gulf beyond_door beyond_credit crowd outlet gulf_and_strange last_and_outlet "
    "author opens_with_author last_and_author talk talk_at_end talk_amid"
).split()


@dataclass(frozen=True, slots=True)
class Seen:
    """The blocks of one article as they were sorted: all of them, its titles, its paragraphs."""

    labels: tuple[Label, ...]
    titles: frozenset[int]
    paragraphs: frozenset[int]


_watching: ContextVar[list[Seen] | None] = ContextVar("watching", default=None)


@contextmanager
def watched() -> Iterator[list[Seen]]:
    """Collect what is sorted within the context, before this judge has spoken: for training."""
    seen: list[Seen] = []
    token = _watching.set(seen)
    try:
        yield seen
    finally:
        _watching.reset(token)


def strangers(
    labels: Sequence[Label], titles: Collection[int], paragraphs: Sequence[int]
) -> frozenset[int]:
    """Return the places of paragraphs that do not belong to the article.

    At the edges of the text a doubt is enough for words about the site or to the reader; all
    else must be all but certain.
    Live blogs, transcripts, very short texts and other languages are not judged; of short ones
    only the edges are.
    """
    watching = _watching.get()
    if watching is not None:
        watching.append(Seen(tuple(labels), frozenset(titles), frozenset(paragraphs)))
        return frozenset()
    if len(paragraphs) < _LEAST_PARAGRAPHS or not _is_known_kind(labels, paragraphs):
        return frozenset()
    belief = [_belief(row) for row in describe(labels, titles, paragraphs, paragraphs)]
    judged = list(zip(paragraphs, belief, strict=True))
    few = len(paragraphs) < _FEW_PARAGRAPHS  # Little to compare a block with.
    gone = {at for at, value in judged if value < _limit(labels, at, paragraphs) and not few}
    doubt = _OTHER if few else _SITES_OWN
    doubted = {at for at, value in judged if value < doubt and _is_sites_own(labels[at].text)}
    last = max((at for at in paragraphs if at not in gone | doubted), default=-1)
    above = min(titles, default=-1)
    gone |= {at for at in doubted if at > last or at < above}
    gone |= {at for at, value in judged if value < _EVEN and _is_talk(labels[at].text)}
    # Quotations are judged by nobody's voice, and what ends in a colon leads to what follows.
    gone = {at for at in gone if labels[at].text[0] not in "\"“‘'«" and labels[at].text[-1] != ":"}
    if sum(labels[at].text[-1] == "?" for at in paragraphs) >= _INTERVIEW:
        gone = {at for at in gone if labels[at].text[-1] != "?"}
    return frozenset(gone) if len(gone) < len(paragraphs) / 2 else frozenset()


def _limit(labels: Sequence[Label], at: int, paragraphs: Sequence[int]) -> float:
    """Return the belief below which a block goes: least before the end, if not of the site."""
    ends = at in paragraphs[-_LAST:]
    return _OTHER if ends or _is_sites_own(labels[at].text) else _BEFORE


def _is_talk(text: str) -> bool:
    # An interviewer's question speaks to "you" as a site does.
    return talk.score(text) >= _TALK and _is_sites_own(text) and text[-1] != "?"


def _is_sites_own(text: str) -> bool:
    own = _QUOTED.sub(" ", text)
    spoken = any(pattern.search(own) for pattern in (_YOU, _WE, _CONTACT, _RIGHTS))
    return spoken or len({word.casefold() for word in _SITE.findall(own)}) >= _LEAST_SITE_WORDS


def _is_known_kind(labels: Sequence[Label], paragraphs: Sequence[int]) -> bool:
    spoken = sum(_SPEAKER.match(labels[at].text) is not None for at in paragraphs)
    clocks = sum(
        label.stamp is not None and not label.stamp.dated and label.role is Role.META
        for label in labels
    )
    words = sum(labels[at].chunk.words for at in paragraphs)
    english = sum(len(_ENGLISH.findall(labels[at].text)) for at in paragraphs)
    return spoken < _LIVE and clocks < _LIVE and english >= _LEAST_ENGLISH * words


def describe(
    labels: Sequence[Label],
    titles: Collection[int],
    paragraphs: Collection[int],
    asked: Sequence[int],
) -> list[list[float]]:
    """Return the ``FEATURES`` of the ``asked`` blocks, ``(len(asked), len(FEATURES))``.

    A block that is not among the ``paragraphs`` is described as if it were.
    """
    page = _Page(labels, titles, paragraphs)
    return [page.describe(at) for at in asked]


class _Page:
    def __init__(
        self, labels: Sequence[Label], titles: Collection[int], paragraphs: Collection[int]
    ) -> None:
        self._labels = labels
        self._paragraphs = frozenset(paragraphs)
        self._order = sorted(self._paragraphs)
        self._above = min(titles, default=-1)
        self._stems = [shape.stems(label.text) for label in labels]
        self._title = {stem for at in titles for stem in self._stems[at]}
        self._said = Counter(stem for at in self._paragraphs for stem in self._stems[at])
        self._outlets = {shape.folded(label.outlet) for label in labels if label.outlet} - {""}
        self._authors = {
            name
            for label in labels
            if label.kind is BlockKind.BYLINE and label.role is Role.META
            for name in _WORD.findall(label.text)
            if len(name) > _SHORT_NAME and name[0].isupper() and not _JOB.fullmatch(name)
        }
        self._named = Counter(
            name for at in self._paragraphs for name in set(_NAME.findall(labels[at].text))
        )

    def describe(self, at: int) -> list[float]:
        label = self._labels[at]
        values = [*self._of_ties(at), *_of_words(label), *self._of_place(at)]
        shared, last = values[0], self._behind(at)
        strange = shared <= 1
        site = _SITE.search(_QUOTED.sub(" ", label.text)) is not None
        values += [
            last <= 2 and strange, self._run(at) <= 2 and strange, last <= 2 and site,
            *self._of_gulf(at, strange=strange), self._names_outlet(at),
            self._names_outlet(at) and last <= 2, *self._of_author(at), *self._of_talk(at),
        ]
        named = dict(zip(_ORDERED, map(float, values), strict=True))
        return [named[name] for name in FEATURES]

    def _of_ties(self, at: int) -> list[float]:
        """Weigh what a block shares with the other paragraphs and the title."""
        mine = at in self._paragraphs
        own = self._stems[at]
        shared = sum(self._said[stem] > mine for stem in own)
        names = set(_NAME.findall(self._labels[at].text))
        known = sum(self._named[name] > mine for name in names)
        words = max(1, self._labels[at].chunk.words)
        return [
            min(shared, 6), shared == 0, shared / max(1, len(own)), min(known, 3),
            min(len(names) - known, 4) / words * 10, min(len(own & self._title), 3),
        ]

    def _of_place(self, at: int) -> list[float]:
        label = self._labels[at]
        above = self._labels[at - 1].role if at else None
        below = self._labels[at + 1].role if at + 1 < len(self._labels) else None
        behind, run = self._behind(at), self._run(at)
        before = sum(other < at for other in self._order)
        return [
            behind == 0, behind == 1, behind == 2, min(behind, 6), before == 0, before == 1,
            at < self._above, run == 1, run == 2, min(math.log(run), 2.5),
            above is Role.FURNITURE, below is Role.FURNITURE, above is Role.HEAD,
            below is Role.HEAD, above is Role.META, label.chunk.bullet, label.chunk.gap == 0,
            label.chunk.gap >= 2, label.chunk.tagged, not shape.is_prose(label.text),
        ]

    def _of_gulf(self, at: int, *, strange: bool) -> list[float]:
        """Weigh what lies between a block and the paragraph above it: doors out of the article."""
        above = [other for other in self._order if other < at]
        between = self._labels[above[-1] + 1 : at] if above else ()
        near = range(max(0, at - _CROWD), min(len(self._labels), at + _CROWD + 1))
        gulf = min(len(between), 6)
        return [
            gulf, any(label.zone in _DOORS for label in between),
            any(label.kind in (BlockKind.CREDIT, BlockKind.BYLINE) for label in between),
            sum(place not in self._paragraphs for place in near) / len(near),
            gulf >= 2 and strange,
        ]

    def _of_author(self, at: int) -> list[float]:
        """Weigh whether a block names an author of the article, by whichever name."""
        words = [word.strip("’'") for word in _WORD.findall(self._labels[at].text)]
        named = bool(self._authors & set(words))
        opens = bool(self._authors & set(words[:3]))
        return [named, opens, named and self._behind(at) <= 1]

    def _of_talk(self, at: int) -> list[float]:
        """Weigh whether a block sounds like a site's words: at the end, or amid furniture."""
        said = talk.score(self._labels[at].text)
        odd = max(0.0, said)
        return [said, odd if self._behind(at) <= 1 else 0.0, odd if self._run(at) <= 2 else 0.0]

    def _names_outlet(self, at: int) -> bool:
        own = f" {shape.folded(_QUOTED.sub(' ', self._labels[at].text))} "
        return any(f" {name} " in own for name in self._outlets)

    def _behind(self, at: int) -> int:
        return sum(other > at for other in self._order)

    def _run(self, at: int) -> int:
        first = last = at
        while first - 1 in self._paragraphs:
            first -= 1
        while last + 1 in self._paragraphs:
            last += 1
        return last - first + 1


_ORDERED = (
    "shared shares_none share names strangers title "
    "log_words short middling long ends question cry you we order site site_share said past "
    "past_share contact price rights shouted labelled capitals digits quoted i bracketed sentences "
    "last last_but_one last_but_two behind first second above_title alone pair run below_furniture "
    "above_furniture below_head above_head below_fact item close apart tagged no_prose "
    "last_and_strange alone_and_strange last_and_of_site gulf beyond_door beyond_credit crowd "
    "gulf_and_strange outlet last_and_outlet author opens_with_author last_and_author "
    "talk talk_at_end talk_amid"
).split()


def _of_words(label: Label) -> list[float]:
    """Weigh what a block says and how, its quotations left out where it is about its speaker."""
    text, words = label.text[:2000], max(1, label.chunk.words)
    own = _QUOTED.sub(" ", text)
    site, past = len(_SITE.findall(own)), len(_PAST.findall(text))
    return [
        math.log(words), words <= 8, 8 < words <= 16, words >= 35, shape.ends_sentence(text),
        text.endswith("?"), "!" in text, min(len(_YOU.findall(own)), 3),
        min(len(_WE.findall(own)), 2), _ORDER.match(text) is not None, min(site, 4),
        site / words * 10, _SAID.search(text) is not None, min(past, 4), past / words * 5,
        _CONTACT.search(text) is not None, words < 30 and _PRICE.search(text) is not None,
        _RIGHTS.search(text) is not None, _SHOUTED.match(text) is not None,
        _LABELLED.match(text) is not None, shape.capitalised(text),
        sum(char.isdigit() for char in text) / len(text), bool(_QUOTED.search(text)),
        _I.search(own) is not None, text[0] in "([*", min(max(1, len(_STOP.findall(text))), 3),
    ]


@cache
def _weights() -> tuple[tuple[float, ...], float]:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return tuple(stored["weights"][name] for name in FEATURES), float(stored["bias"])


def _belief(values: Sequence[float]) -> float:
    weights, bias = _weights()
    score = bias + sum(w * v for w, v in zip(weights, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
