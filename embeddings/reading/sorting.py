"""One article's blocks sorted into paragraphs and what is kept aside, in one walk."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from embeddings.reading import adverts, belonging, closings, neighbours, shape
from embeddings.reading.families import Zone
from embeddings.reading.labels import Label, Role
from embeddings.records import Block, BlockKind

__all__ = ["Sorting"]

_ATTRIBUTION = re.compile(r"\s*[-–—~]\s*(?:[A-Z]|(?:the|a|an|our|one|his|her) )[^.]{2,60}$")
_SIGNED = re.compile(r"(?<=[”\"’»])\s*[A-Z][\w.,'’ \-]{2,50}$")
"""The name below a pull quote, run into its line."""
_CREDITED = re.compile(r"[.!?]\s[A-Z][\w&./'’\-]+(?: [A-Z][\w&./'’\-]+){0,3}$")
"""A picture's agency at the end of its caption: "... could be empty. Keystone"."""
_LONGEST_CAPTION = 45
"""Words."""
_QUESTION = re.compile(
    r"(?:what|why|how|who|when|where|which|is|are|can|could|will|would|do|does|did|has|have"
    r"|should)\b[^?]*\?",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"[^.!?]{1,60}:\s")
_QUOTES = "\"'“‘«„"
_TO_THE_END = frozenset(
    {Zone.COMMENTS, Zone.FOOTER, Zone.BOILERPLATE, Zone.END, Zone.NOTICES}
)
_LONGEST_BARE = 8
_LONGEST_BOX = 30
"""Words."""
_INTERVIEW = 4
"""So many questions of their own, some of them long, make a page an interview.

Its short questions are then no sub-headings, as those of an explainer are.
"""
_BOXES = frozenset({Zone.SIGNUP, Zone.SPONSOR})
_SHORT_QUOTED = 5
"""Words; a quotation so short above a paragraph is rather a sub-heading than a pull quote."""
_NEAR = 12
"""A pull quote stands within so many paragraphs of the words that it repeats."""


class Sorting:
    """Walks an article's blocks once, carrying the zone that the last marker opened.

    ``paragraphs`` and ``removed`` hold the result.
    """

    def __init__(self, labels: Sequence[Label], titles: frozenset[int]) -> None:
        self.paragraphs: list[Label] = []
        self._aside: list[tuple[Label, BlockKind]] = []
        self._labels = labels
        self._titles = titles
        self._zone: Zone | None = None
        self._posts = neighbours.posts(labels)
        self._halves = neighbours.cut_halves(labels)
        self._prose = [at for at, label in enumerate(labels) if label.role is Role.PROSE]
        prose = [labels[at] for at in self._prose]
        self._spaced = sum(label.chunk.gap > 0 for label in prose) > 0.5 * len(prose)
        self._spoken = sum(_SPOKEN.match(label.text) is not None for label in prose) >= 3
        asked = [label for label in prose if label.text[-1] == "?" and label.text[0] not in _QUOTES]
        longer = sum(not _is_short_question(label) for label in asked)
        self._asked = len(asked) >= _INTERVIEW and longer >= 2
        self._headed = self._has_headings()
        for at in range(len(labels)):
            self._place(at)
        self._drop_closings()
        self._drop_repeats()
        self._drop_strangers()

    @property
    def removed(self) -> tuple[Block, ...]:
        """What is no paragraph; below the last paragraph no heading is one of the article's."""
        last = self.paragraphs[-1].chunk.start if self.paragraphs else -1
        return tuple(
            Block(
                label.chunk.start,
                label.chunk.end,
                BlockKind.FURNITURE
                if kind is BlockKind.SUBHEADING and label.chunk.start > last
                else kind,
            )
            for label, kind in self._aside
        )

    def _has_headings(self) -> bool:
        """Tell whether the body has sub-headings; a lone short question is then one as well."""
        inner = self._labels[self._prose[0] : self._prose[-1]] if self._prose else ()
        heads = sum(
            label.role is Role.HEAD
            and (label.text[0] not in _QUOTES or label.chunk.words <= _SHORT_QUOTED)
            for label in inner
        )
        asked = sum(label.role is Role.PROSE and _is_short_question(label) for label in inner)
        return heads + asked >= 2

    def _ahead(self, at: int) -> int:
        """Count the blocks of prose from a place on."""
        return len(self._prose) - bisect_left(self._prose, at)

    def _put(self, at: int, kind: BlockKind | None = None) -> None:
        if kind is None:
            self.paragraphs.append(self._labels[at])
        else:
            self._aside.append((self._labels[at], kind))

    def _place(self, at: int) -> None:
        label = self._labels[at]
        if at in self._titles and (not self.paragraphs or label.role is not Role.PROSE):
            self._put(at, BlockKind.TITLE)
        elif at in self._posts:
            self._put(at, BlockKind.FURNITURE)
        elif at in self._halves and self._zone in (None, Zone.POINTS, Zone.SIGNUP):
            self._put(at)
        elif label.role is Role.RULER:
            self._place_ruler(at)
        elif label.role is Role.PROSE or (label.zone is Zone.AUTHOR and self._amid_prose(at)):
            self._place_prose(at)
        elif label.role is Role.HEAD:
            self._place_head(at)
        else:
            self._put(at, label.kind)
            if self._zone is Zone.CAPTION and label.zone is None and label.chunk.words >= 4:
                self._zone = None  # The caption itself: "Watch: Drone footage of the flood".
            if label.zone is not None and self._opens(at):
                self._zone = label.zone
            elif label.chunk.level and self._zone is None and self.paragraphs:
                self._zone = Zone.RELATED  # The marked heading of one of the site's own boxes.

    def _place_ruler(self, at: int) -> None:
        """Set a ruler aside; it ends a box, and an end mark ends the article."""
        zone = self._labels[at].zone
        self._put(at, BlockKind.FURNITURE)
        if zone is Zone.END or self._zone not in _TO_THE_END:
            self._zone = zone if self.paragraphs else None

    def _amid_prose(self, at: int) -> bool:
        """Tell a sentence on a journalist in the middle of a story from a note on its author."""
        ahead = self._ahead(at)
        behind = len(self._prose) - ahead
        return behind >= 3 and ahead >= 3 and shape.is_prose(self._labels[at].text)

    def _opens(self, at: int) -> bool:
        """Tell whether a marker truly opens its zone here, or is a stray button in the text."""
        zone = self._labels[at].zone
        if self._zone in _TO_THE_END and zone is not Zone.RELATED:
            return zone in _TO_THE_END
        if zone not in _TO_THE_END:
            return True
        ahead = self._ahead(at)
        small_print = zone in (Zone.FOOTER, Zone.NOTICES, Zone.BOILERPLATE)
        if small_print and ahead > max(3, len(self._prose) - ahead):
            return False
        if zone is Zone.COMMENTS and not self._labels[at].chunk.level:
            return bool(self.paragraphs) and neighbours.comments_follow(self._labels, at)
        return bool(self.paragraphs)

    def _place_prose(self, at: int) -> None:
        label, zone = self._labels[at], self._zone
        if zone is Zone.CAPTION or neighbours.is_captioned(self._labels, at, spaced=self._spaced):
            self._zone = None if zone is Zone.CAPTION else zone
            self._put(at, BlockKind.CAPTION)
        elif not self.paragraphs and self._is_header_caption(at):
            self._put(at, BlockKind.CAPTION)
        elif zone in _TO_THE_END or self._is_of_another_story(at):
            self._put(at, BlockKind.FURNITURE)
        elif zone in _BOXES and (
            neighbours.in_signup_box(self._labels, at) or neighbours.in_ruled_box(self._labels, at)
            or neighbours.is_sponsors_word(self._labels, at)
        ):
            self._put(at, BlockKind.PROMPT)
        elif zone is Zone.AUTHOR and closings.is_note(label):
            self._put(at, BlockKind.BYLINE)
        elif adverts.is_advert(self._labels, at) or self._is_contact(at):
            self._put(at, BlockKind.FURNITURE)
        elif self._asks_as_heading(at) or self._leads_in(at) or self._is_bare_heading(at):
            self._put(at, BlockKind.SUBHEADING)
        else:
            self._zone = zone if zone is Zone.POINTS and label.chunk.bullet else None
            self._put(at)

    def _is_contact(self, at: int) -> bool:
        """Tell whom to ask, below the heading of a press office, from a paragraph."""
        label = self._labels[at]
        return self._zone is Zone.CONTACT and (label.chunk.words < 10 or "@" in label.text)

    def _is_header_caption(self, at: int) -> bool:
        """Tell the caption of an article's first picture by the agency named at its end."""
        label = self._labels[at]
        short = label.chunk.words <= _LONGEST_CAPTION and not shape.ends_sentence(label.text)
        more = self._ahead(at) >= _INTERVIEW
        below = self._labels[at + 1] if at + 1 < len(self._labels) else None
        credited = below is not None and below.kind is BlockKind.CREDIT and not below.chunk.gap
        return short and more and (credited or _CREDITED.search(label.text) is not None)

    def _is_of_another_story(self, at: int) -> bool:
        inside = self._zone is Zone.RELATED
        if inside and self._spaced and neighbours.is_listed(self._labels, at):
            return True
        return inside and not neighbours.resumes(self._labels, at, self.paragraphs)

    def _leads_in(self, at: int) -> bool:
        """Tell a standfirst, which markup calls a paragraph like any other, by its missing stop."""
        label = self._labels[at]
        if self.paragraphs:
            return False
        if label.chunk.tagged:
            return not shape.is_prose(label.text)
        more = self._spaced and self._ahead(at) >= _INTERVIEW
        return more and neighbours.ends_header(self._labels, at)

    def _is_bare_heading(self, at: int) -> bool:
        """Tell a sub-heading that markup calls a paragraph: a few words without a stop."""
        label = self._labels[at]
        below = self._labels[at + 1] if at + 1 < len(self._labels) else None
        short = label.chunk.words <= _LONGEST_BARE and _is_loose_line(label)
        if below is None or below.role is not Role.PROSE or _is_loose_line(below):
            return False
        return short and label.text[-1].isalnum() and below.chunk.words > _LONGEST_BARE

    def _asks_as_heading(self, at: int) -> bool:
        """Tell a sub-heading put as a question ("What happens next?") from a spoken one."""
        label = self._labels[at]
        if self._spoken or self._asked or not self._headed or not _is_short_question(label):
            return False
        below = self._labels[at + 1] if at + 1 < len(self._labels) else None
        return below is not None and below.role is Role.PROSE and below.chunk.words >= 8

    def _place_head(self, at: int) -> None:
        label = self._labels[at]
        words, bullet = label.chunk.words, label.chunk.bullet
        if self._zone is Zone.CAPTION:
            self._zone = None
            self._put(at, BlockKind.CAPTION)
        elif self._zone is Zone.POINTS and (bullet or words >= 6):
            # Bare lines above the first paragraph are the agency's summary of it.
            self._put(at, None if bullet or self.paragraphs else BlockKind.SUBHEADING)
        elif self._zone not in (None, Zone.POINTS):
            self._put(at, BlockKind.FURNITURE)
        elif bullet and words >= 5 and self._is_item(at):
            self._put(at)
        elif not self.paragraphs and words < 4:
            self._put(at, BlockKind.FURNITURE)
        else:
            self._put(at, BlockKind.SUBHEADING)

    def _is_item(self, at: int) -> bool:
        """Tell an item of the article's own list, which need not end with a stop."""
        first = self._prose[0] if self._prose else 0
        header = [place for place in self._titles if place < first]
        near = (*self._labels[max(0, at - 1) : at], *self._labels[at + 1 : at + 2])
        if not any(label.chunk.bullet for label in near):
            return False  # A numbered sub-heading: its text follows, not the next item.
        begun = bool(self.paragraphs) or (bool(header) and max(header) < at)
        return begun and self._ahead(at) > 0 and shape.capitalised(self._labels[at].text) < 0.55

    def _drop_closings(self) -> None:
        """Set aside what reads like prose below the article's end: notes, plugs, imprints."""
        names = closings.authors(self._labels, self._prose[0] if self._prose else 0)
        if len(self.paragraphs) > 1 and closings.introduces(self.paragraphs[0], names):
            self._aside.append((self.paragraphs.pop(0), BlockKind.BYLINE))
        while len(self.paragraphs) > 1:
            said = shape.folded(" ".join(label.text for label in self.paragraphs[:-1]))
            kind = closings.kind_of(self.paragraphs[-1], names, said)
            if kind is None and self._is_in_author_box(names):
                kind = BlockKind.BYLINE
            if kind is None and self._heads_nothing(self.paragraphs[-1]):
                kind = BlockKind.FURNITURE
            if kind is None and _is_loose_line(self.paragraphs[-1]):
                kind = BlockKind.FURNITURE
            if kind is None:
                break
            self._aside.append((self.paragraphs.pop(), kind))
        self._aside.sort(key=lambda pair: pair[0].chunk.start)

    def _heads_nothing(self, label: Label) -> bool:
        """Tell a short question amid a page's furniture: the heading of a box or of links."""
        if self._asked or not _is_short_question(label) or label.chunk.words > _SHORT_QUOTED:
            return False
        at = next(i for i in self._prose if self._labels[i] is label)
        beside = (*self._labels[max(0, at - 1) : at], *self._labels[at + 1 : at + 2])
        return len(beside) == 2 and not any(other.role is Role.PROSE for other in beside)

    def _is_in_author_box(self, names: frozenset[str]) -> bool:
        """Tell a few words below the author's name, which stands again after the article."""
        before, last = (label.chunk.start for label in self.paragraphs[-2:])
        between = [label for label in self._labels if before < label.chunk.start < last]
        if closings.is_signed_off(self.paragraphs[-1], between):
            return True
        again = any(
            label.kind is BlockKind.BYLINE
            and (label.text.startswith("Written by") or any(name in label.text for name in names))
            for label in between
        )
        return again and self.paragraphs[-1].chunk.words <= _LONGEST_BOX

    def _drop_strangers(self) -> None:
        """Set aside what no rule knows and what still has nothing to do with the article."""
        places = {id(label): at for at, label in enumerate(self._labels)}
        kept = [places[id(label)] for label in self.paragraphs]
        gone = belonging.strangers(self._labels, self._titles, kept)
        if gone:
            self._aside += [(self._labels[at], BlockKind.FURNITURE) for at in gone]
            self.paragraphs = [self._labels[at] for at in kept if at not in gone]
            self._aside.sort(key=lambda pair: pair[0].chunk.start)

    def _drop_repeats(self) -> None:
        """Set aside pull quotes and repeats: words that another paragraph says as well."""
        whole = [f" {shape.folded(label.text)} " for label in self.paragraphs]
        seen: set[str] = set()
        kept: list[Label] = []
        for at, label in enumerate(self.paragraphs):
            again = label.chunk.words > 8 and whole[at] in seen
            if again or self._is_pull_quote(at, whole):
                self._aside.append((label, BlockKind.FURNITURE))
            else:
                kept.append(label)
            seen.add(whole[at])
        self.paragraphs = kept
        self._aside.sort(key=lambda pair: pair[0].chunk.start)

    def _is_pull_quote(self, at: int, whole: Sequence[str]) -> bool:
        label = self.paragraphs[at]
        least = 4 if label.text[0] in _QUOTES else 6
        if label.chunk.bullet or not least <= label.chunk.words <= 45:
            return False
        said = _ATTRIBUTION.sub("", label.text)
        if said == label.text and said[0] in _QUOTES:
            said = _SIGNED.sub("", said)
        own = f" {shape.folded(said)} "
        start = max(0, at - _NEAR)
        return any(
            own in other and (len(other) > len(whole[at]) or place < at)
            for place, other in enumerate(whole[start : at + _NEAR + 1], start)
            if place != at
        )


def _is_short_question(label: Label) -> bool:
    short = label.chunk.words <= 8 and not label.chunk.bullet
    return short and _QUESTION.fullmatch(label.text) is not None


def _is_loose_line(label: Label) -> bool:
    """Tell a line without a stop, which markup calls a paragraph, below an article's last words."""
    return label.chunk.tagged and not label.chunk.bullet and not shape.is_prose(label.text)
