"""One article's labelled blocks to a ``Document``: its title and facts, its paragraphs, the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.reading import dates, shape
from embeddings import text as texts
from embeddings.reading.furniture import Zone
from embeddings.reading.labels import Label, Role
from embeddings.records import Block, BlockKind, Document, Span

__all__ = ["Facts", "story"]

_SECOND_PERSON = re.compile(r"\b(?:you|your|our newsletter|inbox|e-?mail)\b", re.IGNORECASE)
_ATTRIBUTION = re.compile(r"\s*[-–—~]\s*[A-Z][^.]{2,60}$")
_QUESTION = re.compile(r"(?:what|why|how|who|when|where|which|is|are|can|could|will|would|do|does|did|has|have|should)\b", re.IGNORECASE)
_TWEETED = re.compile(r"\(@\w{2,}\)|^@\w{2,}\b|pic\.twitter\.com/")
_TAIL_CREDIT = re.compile(
    r"(?<=[.!?\"'”’)])\s+(?:[-–—]\s?)?(\(?(?:Reuters|AFP|AP|PA|dpa|EFE|ANI|PTI|AAP|IANS|TASS|Xinhua|UPI|Bloomberg|Wires?|[A-Z]{2,5})"
    r"(?:\s?/\s?(?:Reuters|AFP|AP|[Ww]ires?|[A-Z]{2,5}))*\)?\.?)$"
)
_TAIL_WORDS = frozenset("reuters afp ap pa dpa efe ani pti aap ians tass xinhua upi bloomberg wires wire".split())
_SUFFIX = re.compile(r"\s+(?P<sep>[|·•»]|::|[-–—])\s+(?P<name>[^|]{2,40})$")
_QUOTES = "\"'“‘«„"
_TO_THE_END = frozenset({Zone.COMMENTS, Zone.FOOTER, Zone.BOILERPLATE, Zone.END})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an article from elsewhere: markup, fields, or the file it came in."""

    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    path: str | None = None
    public_id: str | None = None
    known_date: str | None = None
    """A date of the file itself, against which "2 hours ago" can be resolved."""


def story(source: str, labels: Sequence[Label], facts: Facts = Facts()) -> Document | None:
    """Make one article of its blocks; ``None`` where nothing is left that its author wrote."""
    first = next((i for i, label in enumerate(labels) if label.role is Role.PROSE), len(labels))
    title_at = None if facts.title else _title_at(labels, first)
    title = facts.title or (_title(labels, title_at, facts) if title_at is not None else None)
    sorting = _Sorting(labels, _alike(labels, title, title_at))
    paragraphs, removed = sorting.run()
    spans, credits = _spans(source, paragraphs, facts.language)
    if not spans:
        return None
    head = labels[: first + 4]
    blocks = [Block(c.start, c.end, kind) for c, kind in removed] + credits
    return Document(
        title=texts.clean(title or _opening(source, spans[0])),
        source=source,
        paragraphs=tuple(spans),
        removed=tuple(sorted(blocks, key=lambda block: block.start)),
        outlet=facts.outlet or _outlet(labels[:first], title_at, labels),
        published=facts.published or _published(labels, head, facts.known_date),
        language=facts.language,
        url=facts.url or next((label.url for label in labels if label.url), None),
        path=facts.path,
        public_id=facts.public_id,
    )


# --- title ------------------------------------------------------------------------------------


def _title_at(labels: Sequence[Label], first: int) -> int | None:
    """Return the place of the headline: among the header's headline-like lines the likeliest."""
    header = [i for i in range(first) if labels[i].role is Role.HEAD]
    named = [i for i in header if labels[i].title]
    if named:
        return named[0]
    body = shape.folded(" ".join(l.text for l in labels[first : first + 8] if l.role is Role.PROSE))
    words = set(body.split())
    found = [(_headline_score(labels, i, first, words), -i) for i in header if shape.is_headline(labels[i].text)]
    if found:
        return -max(found)[1]
    if header:
        return header[0]
    if first < len(labels) and _asks(labels, first):
        return first
    return None


def _asks(labels: Sequence[Label], first: int) -> bool:
    """Tell whether the first prose is rather a headline: one short line, with prose to follow."""
    later = sum(label.role is Role.PROSE for label in labels[first + 1 :])
    short = labels[first].chunk.words <= 16 and shape.sentence_count(labels[first].text) == 1
    return later >= 2 and short and labels[first].chunk.words < labels[first + 1].chunk.words * 2


def _headline_score(labels: Sequence[Label], at: int, first: int, body: set[str]) -> float:
    label = labels[at]
    long_words = {w for w in shape.folded(label.text).split() if len(w) > 3}
    score = 3.0 * len(long_words & body) / len(long_words) if long_words else 0.0
    score += {1: 4.0, 2: 1.0}.get(label.chunk.level, 0.0)
    count = label.chunk.words
    score += 1.5 if count >= 5 else -1.5 if count <= 2 else 0.0
    before = labels[at - 1] if at else None
    if before is None or before.role is not Role.HEAD or before.chunk.words <= 3:
        score += 1.0
    if at + 1 < len(labels) and (at + 1 == first or labels[at + 1].role is Role.META):
        score += 0.5
    if before is not None and before.zone in (Zone.RELATED, Zone.TAGS):
        score -= 2.0
    if label.chunk.bullet or (before is not None and before.stamp is not None and not before.stamp.dated):
        score -= 2.0  # A list item, or a live blog's post under its time of day.
    own = shape.folded(_SUFFIX.sub("", label.text))
    twins = sum(shape.folded(_SUFFIX.sub("", l.text)) == own for l in labels[:first])
    return score + (1.5 if twins > 1 else 0.0)


def _title(labels: Sequence[Label], at: int, facts: Facts) -> str:
    label = labels[at]
    if label.title:
        return label.title
    text = label.text
    found = _SUFFIX.search(text)
    if not found:
        return text
    name, rest = shape.folded(found["name"]), text[: found.start()]
    known = {shape.folded(l.outlet) for l in labels if l.outlet} | {shape.folded(facts.outlet or "")}
    repeated = any(shape.folded(l.text) == shape.folded(rest) for l in labels)
    site = found["sep"] in "|·•»::" and len(name.split()) <= 5 and shape.capitalised(found["name"]) == 1.0
    return rest if name in known or repeated or site or shape.is_masthead(found["name"]) else text


def _alike(labels: Sequence[Label], title: str | None, at: int | None) -> frozenset[int]:
    """Return the places where the title stands, with and without the site's name behind it."""
    if title is None:
        return frozenset()
    own = {shape.folded(title), shape.folded(_SUFFIX.sub("", title))}
    places = {i for i, l in enumerate(labels) if l.chunk.words <= 40 and own & {shape.folded(l.text), shape.folded(_SUFFIX.sub("", l.text))}}
    return frozenset(places | ({at} if at is not None else set()))


def _opening(source: str, span: Span) -> str:
    """Title an article without a headline by its first sentence, or the first words of it."""
    text = texts.clean(source[span.start : span.end])
    sentence = texts.sentences(text)[0]
    words = text[sentence.start : sentence.end].split()
    return " ".join(words) if len(words) <= 16 else " ".join(words[:14])[:120] + " …"


# --- facts ------------------------------------------------------------------------------------


def _outlet(header: Sequence[Label], title_at: int | None, labels: Sequence[Label]) -> str | None:
    if named := next((l.outlet for l in header if l.outlet), None):
        return named
    if title_at is None:
        return None
    # "Ministers resign - Northfield Herald" names the outlet if the bare headline stands there too.
    for label in labels[: len(header)]:
        found = _SUFFIX.search(label.text)
        if found and (shape.is_masthead(found["name"]) or found["sep"] == "|") and label.role is Role.HEAD:
            return found["name"].strip()
    return None


def _published(labels: Sequence[Label], head: Sequence[Label], known: str | None) -> str | None:
    """Choose the article's date: one called so, else the last of its header, else its last change."""
    stamps = [l.stamp for l in head if l.role is Role.META and l.stamp]
    stamps += [s for l in labels if l.role is Role.META and (s := l.stamp) and s.labelled and s not in stamps]
    for wanted in (
        [s for s in stamps if s.published and s.labelled and not s.updated],
        [s for s in stamps if s.published and not s.updated][::-1],
        [s for s in stamps if s.published],
    ):
        if wanted:
            return wanted[0].published
    relative = next((s.relative for s in stamps if s.relative), None)
    return dates.resolve(relative, known) if relative and known else None


# --- paragraphs -------------------------------------------------------------------------------


class _Sorting:
    """Walks an article's blocks once, carrying the zone that the last marker opened."""

    def __init__(self, labels: Sequence[Label], titles: frozenset[int]) -> None:
        self.labels = labels
        self.titles = titles
        self.zone: Zone | None = None
        self.paragraphs: list[Label] = []
        self.removed: list[tuple[Label, BlockKind]] = []
        self.tweets = _tweets(labels)
        self.halves = _halves(labels)
        self.prose = [i for i, label in enumerate(labels) if label.role is Role.PROSE]
        self.headed = self._has_headings()
        self.interview = sum(bool(re.match(r"[^.!?]{1,60}:\s", labels[i].text)) for i in self.prose) >= 3

    def _has_headings(self) -> bool:
        """Tell whether the body has sub-headings; a lone short question is then one as well."""
        inner = range(self.prose[0], self.prose[-1]) if self.prose else range(0)
        heads = sum(self.labels[i].role is Role.HEAD and self.labels[i].text[0] not in _QUOTES for i in inner)
        asked = sum(self.labels[i].chunk.words <= 8 and _QUESTION.match(self.labels[i].text) is not None and self.labels[i].text.endswith("?") for i in self.prose)
        return heads + asked >= 2

    def run(self) -> tuple[list[Label], list[tuple[object, BlockKind]]]:
        """Sort every block into the paragraphs or, with its kind, aside."""
        for at in range(len(self.labels)):
            self._place(at)
        self._drop_repeats()
        last = self.paragraphs[-1].chunk.start if self.paragraphs else -1
        aside: list[tuple[object, BlockKind]] = []
        for label, kind in self.removed:
            beyond = kind is BlockKind.SUBHEADING and label.chunk.start > last
            aside.append((label.chunk, BlockKind.FURNITURE if beyond else kind))
        return self.paragraphs, aside

    def _aside(self, at: int, kind: BlockKind) -> None:
        self.removed.append((self.labels[at], kind))

    def _keep(self, at: int) -> None:
        self.paragraphs.append(self.labels[at])

    def _place(self, at: int) -> None:
        label = self.labels[at]
        if at in self.titles and (not self.paragraphs or label.role is not Role.PROSE):
            self._aside(at, BlockKind.TITLE)
        elif at in self.tweets:
            self._aside(at, BlockKind.FURNITURE)
        elif at in self.halves and self.zone not in _TO_THE_END:
            self._keep(at)
        elif label.role is Role.RULER:
            self._aside(at, BlockKind.FURNITURE)
            if label.zone is Zone.END or self.zone not in _TO_THE_END:
                self.zone = label.zone if self.paragraphs else None
        elif label.zone is Zone.AUTHOR and self._amid_prose(at):
            self._place_prose(at)  # A sentence on a journalist in the middle of the story.
        elif label.role in (Role.FURNITURE, Role.META):
            self._aside(at, label.kind)
            if label.zone is not None and self._opens(at):
                self.zone = label.zone
        elif label.role is Role.PROSE:
            self._place_prose(at)
        else:
            self._place_head(at)

    def _amid_prose(self, at: int) -> bool:
        behind = sum(i < at for i in self.prose)
        ahead = len(self.prose) - behind
        return behind >= 3 and ahead >= 3 and shape.is_prose(self.labels[at].text)

    def _opens(self, at: int) -> bool:
        """Tell whether a marker truly opens its zone here, or is a stray button among the text."""
        zone = self.labels[at].zone
        if self.zone in _TO_THE_END and zone is not Zone.RELATED:
            return zone in _TO_THE_END
        if zone not in _TO_THE_END:
            return True
        behind = sum(i < at for i in self.prose)
        if not self.paragraphs:
            return False
        if zone is Zone.FOOTER:
            return len(self.prose) - behind <= max(3, behind)
        if zone is Zone.COMMENTS:
            return len(self.prose) - behind == 0 or _has_comments(self.labels[at + 1 :])
        return True

    def _place_prose(self, at: int) -> None:
        label = self.labels[at]
        zone = self.zone
        if zone is Zone.CAPTION:
            self.zone = None
            self._aside(at, BlockKind.CAPTION)
        elif zone in _TO_THE_END:
            self._aside(at, BlockKind.FURNITURE)
        elif zone is Zone.RELATED and not self._resumes(at):
            self._aside(at, BlockKind.FURNITURE)
        elif zone is Zone.SIGNUP and self._still_signing_up(at):
            self._aside(at, BlockKind.PROMPT)
        elif zone is Zone.CONTACT and (label.chunk.words < 10 or "@" in label.text):
            self._aside(at, BlockKind.FURNITURE)
        elif self._asks_as_heading(at):
            self._aside(at, BlockKind.SUBHEADING)
        else:
            self.zone = zone if zone is Zone.POINTS and label.chunk.bullet else None
            self._keep(at)

    def _still_signing_up(self, at: int) -> bool:
        """Tell whether a block belongs to a sign-up box; its button or input field ends it."""
        label, above = self.labels[at], self.labels[at - 1]
        closed = above.zone is Zone.SIGNUP and above.chunk.words <= 4
        least = 5 if closed else 10
        return label.chunk.words < least or _SECOND_PERSON.search(label.text) is not None

    def _asks_as_heading(self, at: int) -> bool:
        """Tell a sub-heading put as a question ("What happens next?") from a spoken one."""
        label = self.labels[at]
        if not label.text.endswith("?") or label.chunk.words > 8 or self.interview or label.chunk.bullet:
            return False
        following = self.labels[at + 1] if at + 1 < len(self.labels) else None
        answered = following is not None and following.role is Role.PROSE and following.chunk.words >= 12
        return answered and self.headed and _QUESTION.match(label.text) is not None

    def _place_head(self, at: int) -> None:
        label = self.labels[at]
        if self.zone is Zone.CAPTION:
            self.zone = None
            self._aside(at, BlockKind.CAPTION)
        elif self.zone is Zone.POINTS and (label.chunk.bullet or label.chunk.words >= 6):
            self._keep(at)
        elif self.zone is not None and self.zone is not Zone.POINTS:
            self._aside(at, BlockKind.FURNITURE)
        elif label.chunk.bullet and label.chunk.words >= 5 and shape.capitalised(label.text) < 0.55 and self._between_title_and_end(at):
            self._keep(at)
        elif not self.paragraphs and label.chunk.words < 4:
            self._aside(at, BlockKind.FURNITURE)
        else:
            self._aside(at, BlockKind.SUBHEADING)

    def _between_title_and_end(self, at: int) -> bool:
        begun = bool(self.paragraphs) or any(i < at for i in self.titles)
        return begun and any(i > at for i in self.prose)

    def _resumes(self, at: int) -> bool:
        """Tell whether the article goes on here after a box of other stories.

        It does where two blocks of prose follow each other; single ones between headlines are
        the teasers of the other stories.
        """
        skipped = (Role.META, Role.FURNITURE)
        following = [l for l in self.labels[at + 1 :] if l.role not in skipped or l.zone is not None]
        if following and following[0].role is Role.PROSE:
            return True
        opened = next(i for i in range(at, -1, -1) if self.labels[i].zone is Zone.RELATED)
        between = self.labels[opened + 1 : at]
        if any(l.role is Role.PROSE for l in between):
            return False
        alternating = len(following) > 1 and following[0].role is Role.HEAD and following[1].role is Role.PROSE
        if alternating and all(l.zone is None for l in following[:2]):
            return False
        return any(i > at for i in self.prose) or self._same_matter(at)

    def _same_matter(self, at: int) -> bool:
        """Tell whether a block shares its rarer words with the article so far."""
        words = {w for w in shape.folded(self.labels[at].text).split() if len(w) > 5}
        said = set(shape.folded(" ".join(l.text for l in self.paragraphs)).split())
        return len(words & said) >= 2

    def _drop_repeats(self) -> None:
        """Set aside pull quotes and repeats: words that another paragraph says as well."""
        folds = [shape.folded(_ATTRIBUTION.sub("", l.text)) for l in self.paragraphs]
        whole = [f" {shape.folded(l.text)} " for l in self.paragraphs]
        kept: list[Label] = []
        for i, label in enumerate(self.paragraphs):
            short = not label.chunk.bullet and 4 <= label.chunk.words <= 45
            within = short and any(
                f" {folds[i]} " in other and (len(other) > len(whole[i]) or j < i)
                for j, other in enumerate(whole)
                if j != i
            )
            if within or (label.chunk.words > 8 and whole[i] in whole[:i]):
                self.removed.append((label, BlockKind.FURNITURE))
            else:
                kept.append(label)
        self.paragraphs = kept


_REACTION = re.compile(r"(?:\d+ )?(?:repl(?:y|ies)|report|likes?|upvote|flag|share|recommend)\b.*", re.IGNORECASE)


def _has_comments(labels: Sequence[Label]) -> bool:
    """Tell whether what follows a word such as "Comments" are readers' words, by the first three.

    Each has a name or a time above it, or a button below it; an article's paragraphs do not.
    """
    places = [i for i, label in enumerate(labels) if label.role is Role.PROSE][:3]
    signed = 0
    for i in places:
        above, below = labels[max(0, i - 2) : i], labels[i + 1 : i + 2]
        named = any(l.role is Role.META or (l.role is Role.HEAD and l.chunk.words <= 3) for l in above)
        signed += named or any(_REACTION.fullmatch(l.text) for l in below)
    return signed >= 0.6 * len(places)


def _tweets(labels: Sequence[Label]) -> frozenset[int]:
    """Find embedded posts: the words above "— Name (@handle) date", or below a bare handle."""
    found: set[int] = set()
    for at, label in enumerate(labels):
        if not _TWEETED.search(label.text) or label.role is Role.PROSE and label.chunk.words > 45:
            continue
        if label.role is Role.PROSE and "pic.twitter.com/" not in label.text and not re.search(r"\(@\w+\)[^.]{0,30}$", label.text):
            continue
        found.add(at)
        if label.text.startswith("@"):
            found |= _until_stamp(labels, at)
        elif label.text[0] in "—–-" or label.chunk.bullet or label.text.lstrip()[0].isupper():
            above = labels[at - 1] if at else None
            signed = re.match(r"[—–-]?\s*(?:[\w.'’]+\s+){1,5}\(@", label.text)
            if signed and above is not None and above.chunk.words <= 70 and above.role in (Role.PROSE, Role.HEAD):
                found.add(at - 1)
    return frozenset(found)


def _until_stamp(labels: Sequence[Label], at: int) -> set[int]:
    for stop in range(at + 1, min(at + 5, len(labels))):
        if labels[stop].stamp is not None or labels[stop].role is Role.RULER:
            return set(range(at, stop + 1))
    return set()


def _halves(labels: Sequence[Label]) -> frozenset[int]:
    """Find the two halves of a sentence that a prompt or an advertisement cut apart."""
    found: set[int] = set()
    for at in range(1, len(labels) - 1):
        if labels[at].role is not Role.FURNITURE:
            continue
        stop = at
        while stop + 1 < len(labels) and labels[stop + 1].role is Role.FURNITURE:
            stop += 1
        if stop + 1 >= len(labels) or labels[at - 1].role not in (Role.PROSE, Role.HEAD):
            continue
        above, below = labels[at - 1], labels[stop + 1]
        cut = not shape.ends_sentence(above.text) and above.chunk.words >= 4
        goes_on = below.text[0].islower() and below.role in (Role.PROSE, Role.HEAD)
        if cut and goes_on:
            found |= {at - 1, stop + 1}
    return frozenset(found)


def _spans(source: str, paragraphs: Sequence[Label], language: str | None) -> tuple[list[Span], list[Block]]:
    """Cut what is too long for one paragraph, and an agency's name off the very end."""
    spans: list[Span] = []
    credits: list[Block] = []
    for label in paragraphs:
        start, end = label.chunk.start, label.chunk.end
        found = _TAIL_CREDIT.search(source, start, end) if label is paragraphs[-1] else None
        if found and shape.folded(found[1]).split()[0] in _TAIL_WORDS:
            credits.append(Block(found.start(1), end, BlockKind.CREDIT))
            end = found.start()
        spans.extend(texts.fit(source, start, end, language=language))
    return spans, credits
