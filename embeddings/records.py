"""The vocabulary: frozen records that pass between rooms."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "UNSURE",
    "AddSummary",
    "Article",
    "ArticleView",
    "Attribution",
    "Block",
    "BlockKind",
    "ChangeKind",
    "CheckReport",
    "Corrected",
    "Correction",
    "Counts",
    "Document",
    "Edit",
    "EditKind",
    "Event",
    "EventChange",
    "EventView",
    "Facets",
    "Features",
    "Hit",
    "Judgement",
    "LibraryView",
    "Membership",
    "ModelCard",
    "Paragraph",
    "Person",
    "Place",
    "Point",
    "Progress",
    "Quote",
    "Reading",
    "RelatedEvent",
    "SearchMode",
    "Shortened",
    "Skipped",
    "Span",
    "Speaker",
    "SpeakerView",
    "Stance",
    "StoredEvent",
    "Utterance",
    "Voice",
    "unsure",
]


UNSURE = "only "
"""With this begins the reason of a judgement that leans to a stance and is not sure enough."""


def unsure(stance: "Stance", sure: float, least: float) -> str:
    """Return why a judgement fails that is ``sure`` of a stance where ``least`` is asked for.

    Both are shares ``[0, 1]``. What is nearest to mixed leans to no side.
    """
    # Rounded down: what fails never reads as if it had reached what was asked for.
    told = f"{math.floor(100 * sure)}% sure that it is {stance}; {least:.0%} is asked for"
    return f"no more than {told}" if stance is Stance.MIXED else f"{UNSURE}{told}"


class Stance(StrEnum):
    """The attitude a paragraph conveys towards its event's statement."""

    SUPPORTIVE = "supportive"
    CRITICAL = "critical"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    NOT_JUDGED = "not_judged"


class Voice(StrEnum):
    """Whose attitude it is: the outlet's own, or that of somebody it quotes."""

    OUTLET = "outlet"
    SPEAKER = "speaker"


class SearchMode(StrEnum):
    """How a query is matched: by meaning (vectors), by words (BM25), or both fused."""

    MEANING = "meaning"
    WORDS = "words"
    BOTH = "both"


class BlockKind(StrEnum):
    """Why a block of a page is not a paragraph of its article."""

    TITLE = "title"
    SUBHEADING = "subheading"
    BYLINE = "byline"
    DATE = "date"
    OUTLET = "outlet"
    CAPTION = "caption"
    CREDIT = "credit"
    PROMPT = "prompt"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range ``[start, end)`` of characters in a source text."""

    start: int
    end: int

    def moved(self, by: int) -> "Span":
        """Return the range so many characters later, or earlier."""
        return Span(self.start + by, self.end + by)

    def shared(self, other: "Span") -> int:
        """Return how many characters two ranges have in common."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page that was kept aside, with the reason for it."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Document:
    """One article as read from a source, not yet in a library.

    ``source`` is the whole decoded text that it was found in; every offset counts characters
    of it. Several documents can share one source. What a source does not state is ``None``.
    ``published`` is an ISO 8601 date (``YYYY-MM-DD``) or date and time.
    """

    title: str
    source: str
    paragraphs: tuple[Span, ...]
    removed: tuple[Block, ...] = ()
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    path: str | None = None
    public_id: str | None = None

    def text(self, span: Span | Block) -> str:
        """Return the characters of the source that a span covers."""
        return self.source[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a user says of a paragraph's framing towards its event; it stands above every judge.

    ``stance`` ``NOT_JUDGED`` says that the paragraph is not about the event. ``evidence`` counts
    characters of the paragraph's text. What is ``None`` stays as the judge has it, where the judge
    says the same stance.
    """

    stance: Stance
    voice: Voice | None = None
    speaker: str | None = None
    evidence: Span | None = None
    note: str = ""
    by: str = ""
    at: str = ""
    """When, as an ISO 8601 date and time; set when it is stored."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The framing of one paragraph towards one event's statement.

    ``probabilities`` maps supportive, critical and neutral to ``[0, 1]``, summing to 1; empty
    where nothing was computed. ``confidence`` is the share of the stance shown. ``evidence``
    counts characters of the paragraph's text. ``reason`` says why a paragraph is not judged.
    ``voice`` and ``speaker`` are ``None`` while they are unknown.
    """

    stance: Stance
    probabilities: dict[Stance, float]
    confidence: float | None = None
    evidence: Span | None = None
    voice: Voice | None = None
    speaker: str | None = None
    reason: str | None = None
    judge: str = ""
    name: str | None = None
    """The speaker's name, as far as the article tells it."""
    role: str | None = None
    person: str | None = None
    """The key of the person in the library's list of speakers."""
    correction: Correction | None = None
    """What a user has said instead; the fields above then say it."""
    machine: Stance | None = None
    """The judge's own stance, where a user has corrected it."""

    @property
    def leaning(self) -> Stance | None:
        """The side that an uncertain judgement comes nearest to, if it is one; no finding."""
        if self.stance is not Stance.NOT_JUDGED or not self.probabilities:
            return None
        nearest = max(self.probabilities, key=self.probabilities.__getitem__)
        unsure = self.confidence is not None and (self.reason or "").startswith(UNSURE)
        return nearest if unsure and nearest is not Stance.NEUTRAL else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a classifier makes of one pair of texts.

    ``shares`` ``(3,)`` of supportive, critical, neutral sum to 1. ``speaker`` is the share
    ``[0, 1]`` that the attitude is a speaker's and not the outlet's; ``relevance`` that the second
    text is about the first. ``spans`` ``(n, 2)`` are character ranges of the second text, and
    ``evidence`` ``(n, 2)`` how likely ``[0, 1]`` each carries support and criticism. What a
    classifier does not tell is ``None``.
    """

    shares: NDArray[np.float32]
    speaker: float | None = None
    relevance: float | None = None
    spans: NDArray[np.int32] | None = None
    evidence: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stored paragraph; ``text`` is exactly ``source[start:end]`` of its article."""

    id: int
    article: str
    position: int
    text: str
    start: int
    end: int
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article. ``event`` is the id of the event it belongs to, if grouped."""

    id: str
    title: str
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    path: str | None = None
    event: str | None = None
    paragraphs: int = 0
    copy_of: str | None = None

    @property
    def source(self) -> tuple[str, str]:
        """Its outlet and ``""``; one that states none is a source of its own: ``""`` and its id."""
        return (self.outlet, "") if self.outlet else ("", self.id)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many paragraphs of something carry each stance."""

    supportive: int = 0
    critical: int = 0
    neutral: int = 0
    mixed: int = 0
    not_judged: int = 0

    @property
    def total(self) -> int:
        """All paragraphs counted, judged or not."""
        return self.supportive + self.critical + self.neutral + self.mixed + self.not_judged

    @property
    def contested(self) -> float:
        """How evenly the sides meet, ``[0, ∞)``: twice the smaller side plus a tenth of the rest.

        An event with one loud side ranks above one with none, and below one with two.
        """
        small, large = sorted((self.supportive, self.critical))
        return 2.0 * small + 0.1 * (large - small)


@dataclass(frozen=True, slots=True)
class Event:
    """A happening that articles report; framing is judged towards its ``title``."""

    id: str
    title: str
    first: str | None
    last: str | None
    articles: tuple[Article, ...]
    counts: Counts
    strongest: tuple[Paragraph, ...] = ()
    """At most two: the surest supportive and the surest critical paragraph."""
    independent: Counts = Counts()
    """``counts`` without the paragraphs of articles that are copies of another one here."""
    named: bool = False
    """Whether a user chose the statement."""

    @property
    def copies(self) -> frozenset[str]:
        """The ids of the articles that are copies of another one here."""
        return frozenset(article.id for article in self.articles if article.copy_of)

    @property
    def versions(self) -> int:
        """How many of the articles are no copy of another one here."""
        return len(self.articles) - len(self.copies)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets named by the articles, sorted."""
        return tuple(sorted({a.outlet for a in self.articles if a.outlet}))


@dataclass(frozen=True, slots=True)
class EventView:
    """Everything an event page shows. Paragraphs come in the order of articles and position."""

    event: Event
    paragraphs: tuple[Paragraph, ...]

    def having(self, stance: Stance) -> tuple[Paragraph, ...]:
        """Return the paragraphs of one stance, surest first."""
        found = [p for p in self.paragraphs if p.judgement and p.judgement.stance == stance]
        return tuple(sorted(found, key=_doubt))


def _doubt(paragraph: Paragraph) -> tuple[bool, float, int]:
    """Order by certainty; what a reader has moved to another side is surer than any judge."""
    judgement = paragraph.judgement
    moved = judgement is not None and judgement.correction is not None \
        and judgement.machine is not judgement.stance
    confidence = judgement.confidence if judgement else None
    return (not moved, -(confidence or 0.0), paragraph.id)


@dataclass(frozen=True, slots=True)
class ArticleView:
    """Everything an article page shows; ``removed`` pairs each kept-aside text with its kind."""

    article: Article
    event: Event | None
    paragraphs: tuple[Paragraph, ...]
    removed: tuple[tuple[BlockKind, str], ...]
    siblings: tuple[Article, ...]
    """Other articles that were found in the same file."""
    counts: Counts


@dataclass(frozen=True, slots=True)
class Hit:
    """A found paragraph.

    ``score`` is a cosine ``[-1, 1]`` by meaning, BM25 ``(0, ∞)`` by words, and the reciprocal
    rank sum ``(0, 1)`` by both; higher is better.
    """

    paragraph: Paragraph
    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class Facets:
    """What hits of a search must have; ``None`` asks nothing.

    ``first`` and ``last`` are ISO dates, both within; an article without a date is then left out.
    ``stance`` and ``voice`` are those of the paragraph by the present judge.
    """

    outlet: str | None = None
    first: str | None = None
    last: str | None = None
    event: str | None = None
    stance: Stance | None = None
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Why an article is in its event.

    ``strength`` is its mean similarity to the event's other articles ``[0, 1]``, ``None`` where
    it is alone. ``shared`` are names and rare words that it has in common with them, ``nearest``
    its paragraph and another article's that are most alike, with their cosine. ``days`` is its
    date less the event's median date. ``rival`` is the nearest event that it was not put into.
    """

    article: str
    strength: float | None
    borderline: bool
    placed: bool
    """Whether the user put it here."""
    shared: tuple[str, ...] = ()
    nearest: tuple[Paragraph, Paragraph, float] | None = None
    days: int | None = None
    rival: tuple[str, str, float] | None = None
    """The rival's id, its title and the similarity ``[0, 1]``."""


@dataclass(frozen=True, slots=True)
class RelatedEvent:
    """An event of the same story: ``days`` is its first day less the other's, if both are known."""

    event: Event
    similarity: float
    shared: tuple[str, ...]
    days: int | None


@dataclass(frozen=True, slots=True)
class Point:
    """Paragraphs of an event that say the same thing, the most typical first."""

    paragraphs: tuple[Paragraph, ...]
    outlets: tuple[str, ...]
    """Sorted; an article that states no outlet counts under ``""``."""


class EditKind(StrEnum):
    """What a user did to events, speakers and judgements."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    RENAME = "rename"
    JOIN = "join"
    """Spellings are one speaker."""
    PART = "part"
    """Spellings are two speakers."""
    CORRECT = "correct"
    """Paragraphs are framed otherwise than the judge has it, or as it has it after all."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Something that a user did to events, newest first where they are listed.

    ``said`` is one sentence; ``events`` are the ids concerned, the one to look at first.
    """

    id: int
    kind: EditKind
    said: str
    at: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a tagger found: words that a cue gives to a source; ``share`` is how sure it is."""

    cue: Span
    content: tuple[Span, ...]
    source: Span | None
    share: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a text gives to somebody: quoted, or told in the outlet's own words.

    ``[start, end)`` is what was said, with its quotation marks; it and every other offset count
    characters of the text that the quote was found in. ``name`` is the speaker's as far as the
    text tells it, ``role`` what the text calls the speaker; both are written in the text.
    """

    start: int
    end: int
    direct: bool
    """Whether all of it stands in quotation marks."""
    cue: Span | None = None
    """The words that attribute it, as "said" or "according to"."""
    speaker: Span | None = None
    """Who said it, as written nearest to it; ``None`` where nobody can be told."""
    name: str | None = None
    role: str | None = None
    written: str | None = None
    """The speaker as written: the text that ``speaker`` covers."""
    spoken: bool = True
    """Whether it was said or written, and is not only a wish or a view told of somebody."""

    def moved(self, by: int) -> "Quote":
        """Return the quote with all its offsets moved by so many characters."""
        cue, speaker = (
            None if span is None else span.moved(by) for span in (self.cue, self.speaker)
        )
        return replace(
            self, start=self.start + by, end=self.end + by, cue=cue, speaker=speaker
        )


@dataclass(frozen=True, slots=True)
class Person:
    """One speaker over all spellings. ``key`` is the stable id that a link carries.

    ``name`` is the fullest spelling; ``spellings`` are all of them, most frequent first.
    """

    key: str
    name: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A quote in its place: ``quote`` counts characters of the paragraph's text."""

    quote: Quote
    paragraph: Paragraph
    article: Article
    person: str | None
    """The key of the person who said it, if that is known."""

    @property
    def words(self) -> str:
        """What was said, verbatim."""
        return self.paragraph.text[self.quote.start : self.quote.end]

    @property
    def judged(self) -> bool:
        """Whether the paragraph's side is carried by these words, or by the cue that gives them."""
        judgement = self.paragraph.judgement
        evidence = judgement.evidence if judgement else None
        spans = (Span(self.quote.start, self.quote.end), self.quote.cue)
        return evidence is not None and any(
            span is not None and evidence.shared(span) > 0 for span in spans
        )


@dataclass(frozen=True, slots=True)
class Speaker:
    """What one person says in an event or in the whole library.

    ``counts`` are of the paragraphs whose side is carried by words of this person.
    """

    person: Person
    roles: tuple[str, ...]
    """As written, most frequent first."""
    quotes: int
    outlets: tuple[str, ...]
    events: tuple[str, ...]
    """The ids of the events in which the person speaks."""
    counts: Counts
    surest: tuple[Paragraph, ...] = ()
    """At most two: the surest supportive and the surest critical paragraph."""


@dataclass(frozen=True, slots=True)
class Shortened:
    """Two outlets quote the same words of one speaker, one of them only in part."""

    whole: Utterance
    part: Utterance
    left_out: tuple[Span, ...]
    """What of the whole's words the part lacks, as offsets into ``whole.words``."""


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """Everything a speaker's page shows."""

    speaker: Speaker
    said: tuple[Utterance, ...]
    """By event, then by date."""
    mentions: tuple[Paragraph, ...]
    """Paragraphs that name the person and hold no words of theirs."""
    shortened: tuple[Shortened, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not added, and why, in one line."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddSummary:
    """What an ``add`` did: new articles and paragraphs, articles already known, and refusals."""

    articles: int
    paragraphs: int
    unchanged: int
    skipped: tuple[Skipped, ...]
    seconds: float
    changes: tuple["EventChange", ...] = ()


class ChangeKind(StrEnum):
    """What an addition did to an event."""

    NEW = "new"
    JOINED = "joined"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class EventChange:
    """What an addition did to one event.

    ``articles`` are the public ids that came to it; ``merged`` the ids of events that it took in.
    """

    kind: ChangeKind
    event: str
    title: str
    articles: tuple[str, ...]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of long work: ``done`` of ``total`` items (``total`` is 0 while unknown)."""

    step: str
    item: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What ``check`` found. ``damage`` is loss of truth; ``repaired`` was only cache."""

    articles: int
    paragraphs: int
    vectors: int
    damage: tuple[str, ...]
    repaired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LibraryView:
    """The state of a library: its articles (newest first, undated last) and what is waiting."""

    articles: tuple[Article, ...]
    events: tuple[Event, ...]
    pending: int
    """Articles stored but not yet grouped or judged (an interrupted ``add``)."""
    revision: int


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A shipped model's stored description and measured results, as read from its folder."""

    name: str
    description: str
    results: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Features:
    """What grouping needs of one article, by its row in the library.

    ``dense`` and ``title`` ``(dim,)`` are unit vectors of the headline with the opening paragraphs,
    and of the headline alone; ``terms`` ``(n, 3)`` int32 are rows of kind, hashed term and count.
    """

    article: int
    dense: NDArray[np.float32]
    title: NDArray[np.float32]
    terms: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands, by its row: its event, if it has one, and its date, if known."""

    article: int
    event: int | None
    published: str | None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event's own row: its statement and how many articles it had when that was chosen."""

    id: int
    title: str
    title_size: int
    named: bool = False
    """Whether a user chose the statement."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected paragraph with all that a gold set needs.

    ``machine`` is what the present judge says, ``None`` while it has not judged; ``NOT_JUDGED``
    where it was not sure.
    """

    paragraph: Paragraph
    statement: str
    previous: str
    headline: str
    correction: Correction
    machine: Stance | None
