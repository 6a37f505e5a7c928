"""Score how saved pages are read, against the gold beside them: kept, lost, leaked, invented."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings import sources
from embeddings import text as texts
from embeddings.records import Document

LAYOUTS = Path(__file__).parent / "layouts"
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(?<!\w)(?:\*{1,3}|_{1,3})(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3})(?!\w)")


def clean(text: str) -> str:
    """Return a text as it is compared: cleaned, and without the marks of Markdown.

    A stored paragraph is an exact slice of its page, marks and all; the gold of some pages
    keeps them and that of others does not.
    """
    return texts.clean(_EMPHASIS.sub("", _LINK.sub(r"\1", text)))


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the gold has it.

    Each of ``paragraphs`` is given in every form that counts as it. Where ``cut`` is set they are
    so long that they may be cut, and what is cut must join again. ``outlets`` are the names that
    count as its outlet's, in lower case; ``None`` among them where the page names none.
    """

    title: str
    titled: bool
    outlets: frozenset[str | None]
    date: str | None
    paragraphs: tuple[tuple[str, ...], ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """What a page holds. What is ``optional`` counts neither as kept nor as leaked."""

    articles: tuple[Article, ...]
    furniture: tuple[str, ...]
    optional: frozenset[str]

    @classmethod
    def load(cls, path: Path) -> "Gold":
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            tuple(_article(row) for row in stored["articles"]),
            tuple(piece for found in stored["furniture"] if (piece := clean(found))),
            frozenset(map(clean, stored.get("optional", ()))),
        )


@dataclass(frozen=True, slots=True)
class Score:
    """How one page was read, in counts; ``misses`` says in words what went wrong."""

    articles: int
    documents: int
    paragraphs: int
    kept: int
    extra: int
    misplaced: int
    furniture: int
    leaked: int
    titled: int
    titles: int
    outlets: int
    dates: int
    dates_missing: int
    dates_invented: int
    misses: tuple[str, ...]

    @property
    def f1(self) -> float:
        return f1([self])


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value over ``n`` pages, articles, paragraphs or pieces of furniture."""

    metric: str
    value: float
    n: int
    fewer_is_better: bool = False


def f1(scores: Sequence[Score]) -> float:
    """Return the F1 ``[0, 1]`` of the paragraphs of all pages together."""
    kept = sum(score.kept for score in scores)
    made_and_wanted = sum(score.kept + score.extra + score.paragraphs for score in scores)
    return 2 * kept / made_and_wanted if made_and_wanted else 0.0


def figures(scores: Collection[Score]) -> tuple[Figure, ...]:
    """Sum up the pages of one folder."""
    pages = list(scores)
    articles = sum(s.articles for s in pages)
    paragraphs = sum(s.paragraphs for s in pages)
    furniture = sum(s.furniture for s in pages)
    counted = sum(s.documents == s.articles for s in pages)
    mean = sum(s.f1 for s in pages) / len(pages)
    leaked = sum(s.leaked for s in pages)
    misplaced = sum(s.misplaced for s in pages)
    titles, titled = sum(s.titles for s in pages), sum(s.titled for s in pages)
    missing = sum(s.dates_missing for s in pages)
    invented = sum(s.dates_invented for s in pages)
    return (
        Figure("pages with the right number of articles", counted, len(pages)),
        Figure("paragraph F1, mean of the pages", round(mean, 3), len(pages)),
        Figure("paragraph F1, all pages together", round(f1(pages), 3), paragraphs),
        Figure("furniture among the paragraphs", leaked, furniture, fewer_is_better=True),
        Figure("paragraphs in the wrong article", misplaced, paragraphs, fewer_is_better=True),
        Figure("titles word for word", titles, titled),
        Figure("outlets right", sum(s.outlets for s in pages), articles),
        Figure("dates right, or rightly unknown", sum(s.dates for s in pages), articles),
        Figure("dates missing", missing, articles, fewer_is_better=True),
        Figure("dates invented", invented, articles, fewer_is_better=True),
    )


def read_folder(folder: Path) -> dict[str, Score]:
    """Read and score every page of a folder that has a ``.gold.json`` beside it, by name."""
    return {page.name: score(gold, _documents(page)) for page, gold in _pages(folder)}


def score(gold: Gold, documents: Sequence[Document]) -> Score:
    """Compare the documents read from a page with its gold."""
    matching = _Matching(documents)
    lost = [
        (forms[0], matching.match(number, forms, cut=article.cut))
        for number, article in enumerate(gold.articles)
        for forms in article.paragraphs
    ]
    missing = [body for body, found in lost if not found]
    matching.forgive(gold.optional)
    pairs = matching.pairs(gold.articles)
    leaks = [piece for piece in gold.furniture if any(piece in text for text in matching.texts)]
    read = [_Read(a, pairs.get(number)) for number, a in enumerate(gold.articles)]
    strangers = [d for d in documents if not any(d is other for other in pairs.values())]
    return Score(
        articles=len(gold.articles),
        documents=len(documents),
        paragraphs=len(lost),
        kept=len(lost) - len(missing),
        extra=len(matching.extra) + matching.in_pieces,
        misplaced=matching.misplaced(pairs),
        furniture=len(gold.furniture),
        leaked=len(leaks),
        titled=sum(a.titled for a in gold.articles),
        titles=sum(r.article.titled and r.title for r in read),
        outlets=sum(r.outlet for r in read),
        dates=sum(r.date for r in read),
        dates_missing=sum(r.date_missing for r in read),
        dates_invented=sum(r.date_invented for r in read)
        + sum(d.published is not None for d in strangers),
        misses=(
            *(f"lost: {body}" for body in missing),
            *(f"extra: {text}" for text in matching.extra),
            *(f"leaked: {piece}" for piece in leaks),
            *(miss for r in read for miss in r.misses()),
            *(f"an article too many: {clean(d.title)}" for d in strangers),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """An article of the gold and the document that was read for it, if one was."""

    article: Article
    document: Document | None

    @property
    def title(self) -> bool:
        return self.document is not None and clean(self.document.title) == self.article.title

    @property
    def outlet(self) -> bool:
        if self.document is None:
            return False
        return (clean(self.document.outlet or "").casefold() or None) in self.article.outlets

    @property
    def date(self) -> bool:
        return self.document is not None and self._day == self.article.date

    @property
    def date_missing(self) -> bool:
        return self._day is None and self.article.date is not None

    @property
    def date_invented(self) -> bool:
        return self._day is not None and not self.date

    @property
    def _day(self) -> str | None:
        return (self.document.published or "")[:10] or None if self.document else None

    def misses(self) -> Iterator[str]:
        if self.document is None:
            yield f"not found: {self.article.title}"
            return
        if self.article.titled and not self.title:
            yield f"title: {self.document.title} for {self.article.title}"
        if not self.outlet:
            wanted = " or ".join(sorted(map(str, self.article.outlets)))
            yield f"outlet: {self.document.outlet} for {wanted}"
        if not self.date:
            yield f"date: {self._day} for {self.article.date}"


class _Matching:
    """Which paragraph that was read is which of the gold's; each counts once."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        made = [
            (number, text)
            for number, document in enumerate(documents)
            for span in document.paragraphs
            if (text := clean(document.text(span)))
        ]
        self._homes = [home for home, _ in made]
        self.texts = [text for _, text in made]
        self._used = [False] * len(made)
        self._matched: list[tuple[int, int]] = []
        self._votes: Counter[tuple[int, int]] = Counter()
        self.in_pieces = 0

    @property
    def extra(self) -> list[str]:
        """What was read and is no paragraph of the gold."""
        return [text for text, used in zip(self.texts, self._used, strict=True) if not used]

    def match(self, article: int, forms: Sequence[str], *, cut: bool) -> bool:
        """Find one paragraph of an article, whole or, where it may be cut, in adjoining parts."""
        found = self._run(forms) if cut else self._whole(forms)
        self._use(article, found)
        self._matched += [(article, self._homes[at]) for at in found]
        if cut and not found:
            body = _squeezed(forms[0])
            parts = [at for at in self._free() if _squeezed(self.texts[at]) in body]
            self._use(article, parts)
            self.in_pieces += bool(parts)
        return bool(found)

    def forgive(self, optional: frozenset[str]) -> None:
        """Count what is optional as neither right nor wrong."""
        for at in self._free():
            self._used[at] = self.texts[at] in optional

    def pairs(self, articles: Sequence[Article]) -> dict[int, Document]:
        """Return each article's document: by the paragraphs they share, else by the title."""
        titled = [
            (number, home)
            for number, article in enumerate(articles)
            for home, document in enumerate(self._documents)
            if clean(document.title) == article.title
        ]
        homes: dict[int, int] = {}
        for number, home in (*(pair for pair, _ in self._votes.most_common()), *titled):
            if number not in homes and home not in homes.values():
                homes[number] = home
        return {number: self._documents[home] for number, home in homes.items()}

    def misplaced(self, pairs: dict[int, Document]) -> int:
        """Count the gold's paragraphs that were read into another article's document."""
        return sum(pairs.get(a) is not self._documents[home] for a, home in self._matched)

    def _free(self) -> list[int]:
        return [at for at, used in enumerate(self._used) if not used]

    def _use(self, article: int, places: Iterable[int]) -> None:
        for at in places:
            self._used[at] = True
            self._votes[article, self._homes[at]] += 1

    def _whole(self, forms: Sequence[str]) -> Sequence[int]:
        return next(([at] for at in self._free() if self.texts[at] in forms), [])

    def _run(self, forms: Sequence[str]) -> Sequence[int]:
        wanted = [_squeezed(form) for form in forms]
        for first in self._free():
            joined = ""
            for at in range(first, len(self.texts)):
                joined += _squeezed(self.texts[at])
                apart = self._used[at] or self._homes[at] != self._homes[first]
                if apart or not any(form.startswith(joined) for form in wanted):
                    break
                if joined in wanted:
                    return range(first, at + 1)
        return ()


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _article(row: dict[str, Any]) -> Article:
    others = row.get("alternatives", {})
    named = (row["outlet"], *row.get("outlet_accept", ()))
    return Article(
        title=clean(row["title"]),
        titled=row.get("title_scored", True),
        outlets=frozenset(name.casefold() if name else None for name in named),
        date=row["date"],
        paragraphs=tuple(
            tuple(map(clean, (body, *others.get(body, ())))) for body in row["paragraphs"]
        ),
        cut=row.get("split", False),
    )


def _pages(folder: Path) -> Iterator[tuple[Path, Gold]]:
    for path in sorted(folder.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        page = next(p for p in folder.glob(f"{name}.*") if p.suffix != ".json")
        yield page, Gold.load(path)


def _documents(page: Path) -> list[Document]:
    return [item for item in sources.read([page]) if isinstance(item, Document)]
