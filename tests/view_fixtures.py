"""A library made of records only, for testing pages without an engine behind them."""

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from embeddings.endpoint import Estimate
from embeddings.errors import InputError, NotFoundError, StanceError
from embeddings.judges import JudgeChoice, Prospect, destination
from embeddings.records import (
    AddSummary,
    Article,
    ArticleView,
    BlockKind,
    Counts,
    Document,
    Event,
    EventView,
    Hit,
    Judgement,
    LibraryView,
    ModelCard,
    Paragraph,
    Progress,
    SearchMode,
    Skipped,
    Span,
    Stance,
)

HOSTILE = (
    "<script>alert(1)</script> :red[x] $x$ [a](javascript:alert(2)) **b** :material/home: "
    ":tada: `c` # d -> e -- f http://evil.example www.evil.example a@b.co <b>g</b> &lt; "
    "![i](http://evil.example/i.png) \u202eoverride שלום مرحبا"
)
STANCES = {"+": Stance.SUPPORTIVE, "-": Stance.CRITICAL, ".": Stance.NEUTRAL, "*": Stance.MIXED}


class FakeLibrary:
    """Stands in for ``embeddings.explore.Library``; every verb is recorded in ``calls``."""

    def __init__(self) -> None:
        """Start empty."""
        self.articles: list[Article] = []
        self.paragraphs: list[Paragraph] = []
        self.titles: dict[str, str] = {}
        self.removed: tuple[tuple[BlockKind, str], ...] = ()
        self.calls: list[tuple[object, ...]] = []
        self.pending = 0
        self.revision = 0
        self.ready = True
        self.judge_choice = JudgeChoice()
        self.judge_name = "a judge"
        self.refusal: StanceError | None = None
        self.cards: tuple[ModelCard, ...] = ()
        self.summary = AddSummary(1, 3, 0, (), 0.1)
        self.gate = threading.Event()
        self.gate.set()

    def put(
        self,
        event: str,
        texts: Sequence[str],
        *,
        title: str = "Council approves the harbour bridge",
        outlet: str | None = "Harbour Times",
        published: str | None = "2025-07-04",
        language: str | None = "en",
    ) -> Article:
        """Add an article; a text's first character (+ - . * ?) is its stance."""
        self.revision += 1
        self.titles.setdefault(event, title)
        key = f"a{len(self.articles) + 1}"
        article = Article(
            key, title, outlet, published, language, event=event, paragraphs=len(texts)
        )
        self.articles.append(article)
        for position, text in enumerate(texts):
            self.paragraphs.append(self._paragraph(key, position, text[0], text[1:]))
        return article

    def _paragraph(self, article: str, position: int, sign: str, text: str) -> Paragraph:
        number = len(self.paragraphs) + 1
        if sign == "?":
            judged = Judgement(Stance.NOT_JUDGED, {}, reason="too short to judge")
        else:
            side = STANCES[sign]
            sure = 0.5 + 0.4 / number
            evidence = None if side is Stance.NEUTRAL else Span(0, min(len(text), 200))
            judged = Judgement(side, {side: sure}, sure, evidence)
        return Paragraph(number, article, position, text, 0, len(text), judged)

    def _counts(self, articles: Sequence[Article]) -> Counts:
        ids = {a.id for a in articles}
        found = Counter(
            p.judgement.stance.value for p in self.paragraphs if p.article in ids and p.judgement
        )
        return Counts(**found)

    def _event(self, event_id: str) -> Event:
        articles = tuple(a for a in self.articles if a.event == event_id)
        if not articles:
            raise NotFoundError(f"no event {event_id}")
        dates = sorted(a.published for a in articles if a.published)
        view = EventView(
            Event(
                event_id,
                self.titles[event_id],
                dates[0] if dates else None,
                dates[-1] if dates else None,
                articles,
                self._counts(articles),
            ),
            tuple(p for p in self.paragraphs if p.article in {a.id for a in articles}),
        )
        sides = (view.having(Stance.SUPPORTIVE)[:1], view.having(Stance.CRITICAL)[:1])
        return dataclasses.replace(view.event, strongest=sides[0] + sides[1])

    def overview(self) -> LibraryView:
        """Return all articles and events."""
        self.calls.append(("overview",))
        ids = dict.fromkeys(a.event for a in self.articles if a.event)
        events = tuple(self._event(e) for e in ids)
        return LibraryView(tuple(self.articles), events, self.pending, self.revision)

    def event(self, event_id: str) -> EventView:
        """Return an event's view."""
        self.calls.append(("event", event_id))
        event = self._event(event_id)
        ids = {a.id for a in event.articles}
        return EventView(event, tuple(p for p in self.paragraphs if p.article in ids))

    def article(self, article_id: str) -> ArticleView:
        """Return an article's view."""
        found = next((a for a in self.articles if a.id == article_id), None)
        if found is None:
            raise NotFoundError(f"no article {article_id}")
        paragraphs = tuple(p for p in self.paragraphs if p.article == article_id)
        event = self._event(found.event) if found.event else None
        siblings = tuple(a for a in self.articles if a.path and a.path == found.path)
        return ArticleView(found, event, paragraphs, self.removed, siblings, self._counts([found]))

    def paragraph_article(self, paragraph_id: int) -> str:
        """Return the id of a paragraph's article."""
        for paragraph in self.paragraphs:
            if paragraph.id == paragraph_id:
                return paragraph.article
        raise NotFoundError(f"no paragraph {paragraph_id}")

    def search(
        self, query: str, *, k: int = 10, mode: SearchMode = SearchMode.BOTH
    ) -> tuple[Hit, ...]:
        """Return paragraphs that contain the first word of the query."""
        self.calls.append(("search", query, k, mode))
        if query == "bad":
            raise InputError("The query cannot be used.")
        word = query.split(maxsplit=1)[0].casefold()
        found = [p for p in self.paragraphs if word in p.text.casefold()]
        return tuple(self._hit(p) for p in found[:k])

    def _hit(self, paragraph: Paragraph) -> Hit:
        article = next(a for a in self.articles if a.id == paragraph.article)
        return Hit(paragraph, article, 0.5)

    def related(self, paragraph_id: int, *, k: int = 5) -> tuple[Hit, ...]:
        """Return paragraphs of other articles."""
        own = self.paragraph_article(paragraph_id)
        return tuple(self._hit(p) for p in self.paragraphs if p.article != own)[:k]

    def _add(self, call: str, given: object, progress: object, cancelled: object) -> AddSummary:
        self.calls.append((call, given))
        if callable(progress):
            progress(Progress("Reading", "a4.txt", 4, 8))
        while not self.gate.wait(0.02):
            if callable(cancelled) and cancelled():
                break
        self.revision += 1
        return self.summary

    def add(
        self,
        paths: Sequence[Path],
        *,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> AddSummary:
        """Record what would be added."""
        return self._add("add", list(paths), progress, cancelled)

    def add_files(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> AddSummary:
        """Record what would be added."""
        return self._add("add_files", list(files), progress, cancelled)

    def add_text(
        self,
        text: str,
        *,
        title: str | None = None,
        outlet: str | None = None,
        published: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> AddSummary:
        """Record what would be added."""
        return self._add("add_text", (text, title, outlet, published), progress, cancelled)

    def add_sample(
        self,
        *,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> AddSummary:
        """Record the wish for the sample."""
        return self._add("add_sample", None, progress, cancelled)

    def add_documents(
        self,
        documents: Sequence[Document],
        *,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> AddSummary:
        """Record what would be put back."""
        return self._add("add_documents", tuple(documents), progress, cancelled)

    def resume(
        self,
        *,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        """Finish what is pending."""
        self._add("resume", None, progress, cancelled)
        self.pending = 0

    def use_judge(self, choice: JudgeChoice) -> None:
        """Take another judge, or refuse as told."""
        self.calls.append(("use_judge", choice))
        if self.refusal is not None:
            raise self.refusal
        self.judge_choice = choice
        self.pending = 1

    def prospect(self, choice: JudgeChoice) -> Prospect:
        """Return what a judge would have to do."""
        count = len(self.paragraphs)
        if not choice.is_endpoint:
            return Prospect(count)
        told = Estimate(count, 4000 * count, 1500 * count, 500 * count)
        return Prospect(count, told, destination(choice))

    def remove(self, article_ids: Sequence[str]) -> tuple[Document, ...]:
        """Remove articles."""
        self.calls.append(("remove", tuple(article_ids)))
        gone = [a for a in self.articles if a.id in article_ids]
        self.articles = [a for a in self.articles if a.id not in article_ids]
        self.revision += 1
        return tuple(Document(a.title, "", ()) for a in gone)

    def removal(self, article_ids: Sequence[str]) -> tuple[tuple[Event, int], ...]:
        """Return the events that would change."""
        touched = {a.event for a in self.articles if a.id in article_ids and a.event}
        events = [self._event(e) for e in sorted(touched)]
        return tuple((e, sum(a.id not in article_ids for a in e.articles)) for e in events)

    def warm(self) -> None:
        """Load nothing."""
        self.calls.append(("warm",))

    def models(self) -> tuple[ModelCard, ...]:
        """Return the cards given."""
        return self.cards

    def close(self) -> None:
        """Close nothing."""


def bridge() -> FakeLibrary:
    """Return a small library: one contested event, one without critics, one undated."""
    library = FakeLibrary()
    library.put(
        "bridge",
        [
            ".The council voted on Thursday.",
            '+The mayor called the bridge "a gift to our children".',
            "-Residents said it will ruin the old harbour.",
            "?Read on.",
        ],
    )
    library.put(
        "bridge",
        ["-A wasteful monument, the opposition said.", ".The bridge is 900 metres long."],
        title="Bridge vote splits council",
        outlet=None,
        published="2025-07-06",
    )
    library.put(
        "verdict",
        ["+The court did the right thing.", ".Judges sat for six days."],
        title="Court frees ferry captain",
        outlet="Northern Post",
        published="2025-07-09",
    )
    library.put(
        "undated",
        [".Nothing is known about the day."],
        title="Old quarry reopens",
        outlet="Northern Post",
        published=None,
    )
    return library


REFUSED = (
    Skipped("/home/x/empty.txt", "The file is empty."),
    Skipped(":red[zip].html", "The file is not text: it begins like a zip archive."),
)
