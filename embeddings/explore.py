"""The product's verbs: open a library, add, remove, search, and look at events and articles."""

import hashlib
import json
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from embeddings import sources
from embeddings.context import Context
from embeddings.correcting import Correcting
from embeddings.encoder import Encoder, TextEncoder
from embeddings.errors import InputError, LibraryError, ModelError, NotFoundError
from embeddings.judges import (
    JudgeChoice,
    Prospect,
    choose,
    destination,
    estimate,
    recall,
    regain,
    remember,
    settle,
)
from embeddings.layout import Layout
from embeddings.pipeline import COMMIT, Cancelled, Pipeline, Report, case_of
from embeddings.ranking import fuse, phrases
from embeddings.records import (
    AddSummary,
    Article,
    ArticleView,
    CheckReport,
    Document,
    Event,
    EventChange,
    EventView,
    Facets,
    Hit,
    Judgement,
    LibraryView,
    Membership,
    ModelCard,
    Paragraph,
    Point,
    Progress,
    RelatedEvent,
    SearchMode,
    Skipped,
    SpeakerView,
    Utterance,
)
from embeddings.shaping import Shaping, event_row
from embeddings.speaking import Speaking
from embeddings.stance import Case, Judge
from embeddings.store import Store
from embeddings.summaries import counts, summarise, surest, tallied
from embeddings.text import clean, text_hash
from embeddings.voices import VoiceReader, voice_reader

__all__ = ["SAMPLE", "THRESHOLD", "Library"]

_HERE = Path(__file__).parent
_CARDS = ("framing", "attributions", "grouping", "reading", "encoder")
SAMPLE = _HERE / "sample" / "articles.jsonl"

THRESHOLD = 0.55
"""Below this share of its stance a paragraph is not judged (the curve is on the Methods page)."""

# The library's setting that holds its judge.
_JUDGE = "judge"
_PAGES = "pages."
# Depth to which both rankings are fused.
_FUSED = 100

_log = logging.getLogger(__name__)


class Library:
    """An open library. Thread-safe; share one object per folder."""

    def __init__(
        self,
        folder: Path,
        encoder: TextEncoder,
        judge: Judge | None = None,
        *,
        voices: VoiceReader | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._encoder = encoder
        self._environment = environment or {}
        self._store = Store(folder, model=encoder.name)
        # A judge that was handed in stays, whatever the library's setting says.
        self._given = judge is not None
        self._remembered = self._store.setting(_JUDGE)
        self._choice, name = recall(self._remembered, folder)
        own = judge or regain(self._choice, name, self._environment)
        self._pipeline = Pipeline(
            self._store, encoder, own, voices or voice_reader(), threshold=THRESHOLD
        )
        self._context = Context(self._store, self._pipeline)
        self.shaping = Shaping(self._store, self._pipeline)
        """What the user does to events; ``resume`` then judges towards new statements."""
        self.speaking = Speaking(self._store, lambda: self.judge_name)
        """Who speaks, over all spellings."""
        self.correcting = Correcting(self._store, self.speaking)
        """The user's word on judgements."""
        self._overview: LibraryView | None = None
        self._ready = threading.Event()

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        encoder: TextEncoder | None = None,
        judge: Judge | None = None,
        voices: VoiceReader | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> "Library":
        """Open or create a library folder. Loads no model.

        It is judged by ``judge`` or, without one, by what ``use_judge`` has stored, at first the
        shipped model. ``voices`` finds who says what, the shipped tagger by default.
        ``environment`` is where an endpoint's key is looked up.

        Raises:
            LibraryError: the folder cannot be used, or a newer version wrote it.
        """
        return cls(
            folder, encoder or Encoder(), judge, voices=voices, environment=environment
        )

    def close(self) -> None:
        """Close the library's files."""
        self._store.close()

    @property
    def folder(self) -> Path:
        """Where the library lies."""
        return self._store.folder

    @property
    def revision(self) -> int:
        """Grows with every write, by this process or another: the key of every cached view."""
        return self._store.revision

    @property
    def ready(self) -> bool:
        """Whether the models are in memory."""
        return self._ready.is_set()

    def warm(self) -> None:
        """Load the models (seconds), so that the first search or addition need not wait."""
        self._encoder.encode(["warm"])
        try:
            self._pipeline.judge.warm()
            self._pipeline.voices.warm()
        finally:
            # A judge that cannot be had leaves nothing more to be loaded.
            self._ready.set()

    def setting(self, name: str) -> str:
        """Return what a page has kept in the library under a name; empty if nothing."""
        return self._store.setting(_PAGES + name) or ""

    def save_setting(self, name: str, value: str) -> None:
        """Keep something for the pages in the library."""
        self._store.save_setting(_PAGES + name, value, revise=False)

    # -- the judge

    @property
    def threshold(self) -> float:
        """How sure ``[0, 1]`` a judge must be of a stance, or the paragraph is not judged."""
        return THRESHOLD

    @property
    def judge_choice(self) -> JudgeChoice:
        """The judge that is stored with the library."""
        self._follow()
        return self._choice

    @property
    def judge_name(self) -> str:
        """Whose judgements are shown and made: a judge's name and the threshold."""
        self._follow()
        return self._pipeline.judge_name

    @property
    def tagger(self) -> str | None:
        """Who found the quotes; ``None`` while articles wait, which may hold another one's."""
        return None if self.overview().pending else self._pipeline.voices.name

    def use_judge(self, choice: JudgeChoice) -> None:
        """Judge with another judge from now on, and remember it in the library.

        Its model is loaded, and an endpoint is tried on one paragraph that waits for it, so that
        a judge that cannot judge is not taken. What it has judged before counts at once; the rest
        waits for ``resume``. What other judges have judged is kept under their names.

        Raises:
            InputError: an address that cannot be used, or one elsewhere without consent.
            ModelError: no such model, or no server that answers.
            LibraryError: work is being done.
        """
        choice = settle(choice)
        judge = choose(choice, self._environment)
        _load(judge)
        with self._pipeline.idle():
            if choice.is_endpoint:
                self._pipeline.try_out(judge)
            before = self._pipeline.judge
            stored = remember(choice, judge, self.folder)
            # Before the revision grows: no view of the new revision may show the old judge.
            self._pipeline.use(judge)
            try:
                self._store.save_setting(_JUDGE, stored)
            except BaseException:
                self._pipeline.use(before)
                raise
            self._choice, self._remembered, self._given = choice, stored, False
            self._overview = None

    def prospect(self, choice: JudgeChoice) -> Prospect:
        """Return what a judge would have to do here; nothing is loaded or sent.

        Raises:
            InputError: an address that cannot be used.
            ModelError: a folder without a usable model.
        """
        settled = settle(choice)
        # Consent is for sending, and this sends nothing.
        judge = choose(replace(settled, consent=True), self._environment)
        name = self._pipeline.name_of(judge)
        if not settled.is_endpoint:
            return Prospect(self._store.count_unjudged(judge=name))
        rows = self._store.unjudged(judge=name, limit=None)
        told = estimate(judge, [case_of(row) for row in rows])
        return Prospect(len(rows), told, destination(settled))

    def _follow(self) -> None:
        """Take over the judge that another process has chosen for this library meanwhile."""
        if self._given or self._store.setting(_JUDGE) == self._remembered:
            return
        # While work is done its judge stays; the next look follows.
        with suppress(LibraryError), self._pipeline.idle():
            # Asked again: it may just have been changed from here.
            stored = self._store.setting(_JUDGE)
            if stored != self._remembered:
                self._remembered = stored
                self._choice, name = recall(stored, self.folder)
                self._pipeline.use(regain(self._choice, name, self._environment))
                self._overview = None

    # -- adding and removing

    def add(
        self,
        paths: Sequence[Path],
        *,
        progress: Report | None = None,
        cancelled: Cancelled | None = None,
    ) -> AddSummary:
        """Read files and folders, and add every article in them.

        What cannot be read is reported in the summary and the rest carried on with. After
        ``cancelled()`` turns true the articles stored so far stay and wait for ``resume``.
        """
        return self._add(sources.read(paths), progress, cancelled, files=sources.count(paths))

    def add_files(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        progress: Report | None = None,
        cancelled: Cancelled | None = None,
    ) -> AddSummary:
        """Add uploaded files: (name, content) each."""
        items = (item for name, data in files for item in sources.read_bytes(name, data))
        return self._add(items, progress, cancelled, files=len(files))

    def add_text(
        self,
        text: str,
        *,
        title: str | None = None,
        outlet: str | None = None,
        published: str | None = None,
        progress: Report | None = None,
        cancelled: Cancelled | None = None,
    ) -> AddSummary:
        """Add pasted text."""
        items = sources.read_text(text, title=title, outlet=outlet, published=published)
        return self._add(items, progress, cancelled)

    def add_sample(
        self, *, progress: Report | None = None, cancelled: Cancelled | None = None
    ) -> AddSummary:
        """Add the invented sample coverage that comes with the program."""
        return self.add([SAMPLE], progress=progress, cancelled=cancelled)

    def add_documents(
        self,
        documents: Sequence[Document],
        *,
        progress: Report | None = None,
        cancelled: Cancelled | None = None,
    ) -> AddSummary:
        """Add articles that are already read (the undo of ``remove``)."""
        return self._add(documents, progress, cancelled)

    def _add(
        self,
        items: Iterable[Document | Skipped],
        progress: Report | None,
        cancelled: Cancelled | None,
        *,
        files: int = 0,
    ) -> AddSummary:
        self._follow()
        began = time.monotonic()
        report = progress or _silent
        stop = cancelled or _never
        tally = _Tally()
        batch: list[Document] = []
        opened: dict[str, None] = {}
        for item in items:
            if stop():
                break
            name = item.path or item.title if isinstance(item, Document) else item.path
            opened[name] = None
            report(Progress("Reading", name, min(len(opened), files or len(opened)), files))
            if isinstance(item, Skipped):
                tally.skipped.append(item)
                continue
            batch.append(item)
            if sum(len(document.paragraphs) for document in batch) >= COMMIT:
                self._store_batch(batch, tally, report)
                batch = []
        changes: tuple[EventChange, ...] = ()
        try:
            if not stop():
                self._store_batch(batch, tally, report)
                changes = self._pipeline.finish(report, stop)
        finally:
            # A judge may fail; what was stored before is there all the same.
            self._store.save_index()
        return AddSummary(
            tally.articles, tally.paragraphs, tally.unchanged, tuple(tally.skipped),
            round(time.monotonic() - began, 2), changes,
        )

    def _store_batch(self, batch: Sequence[Document], tally: "_Tally", report: Report) -> None:
        """Embed and commit; only then is anything reported as added."""
        rows, texts = self._new_rows(batch, tally)
        if not rows:
            return
        missing = self._store.missing_vectors(list(texts))
        wanted = [key for key in texts if key in missing]

        def embedding(done: int, total: int) -> None:
            report(Progress("Embedding", f"{total} paragraphs", done, total))

        made = self._pipeline.encode([clean(texts[key]) for key in wanted], embedding)
        added = self._store.add(rows, dict(zip(wanted, made, strict=True)))
        tally.articles += len(added)
        tally.unchanged += len(rows) - len(added)
        tally.paragraphs += sum(len(own) for _, public, _, own in rows if public in added)
        report(Progress("Added", f"{tally.articles} articles", tally.articles, 0))

    def _new_rows(
        self, batch: Sequence[Document], tally: "_Tally"
    ) -> tuple[list[tuple[Document, str, str, list[str]]], dict[str, str]]:
        """Leave out what is known; return rows to store and the text of each paragraph hash."""
        hashes = [[text_hash(d.text(s)) for s in d.paragraphs] for d in batch]
        prints = [_fingerprint(d, h) for d, h in zip(batch, hashes, strict=True)]
        known = self._store.known(prints)
        rows: list[tuple[Document, str, str, list[str]]] = []
        texts: dict[str, str] = {}
        taken: dict[str, str] = {}
        for document, own, fingerprint in zip(batch, hashes, prints, strict=True):
            if fingerprint in known:
                tally.unchanged += 1
                continue
            known.add(fingerprint)
            public = document.public_id or f"a{fingerprint[:12]}"
            clash = self._clash(public, taken)
            if clash is not None:
                tally.skipped.append(Skipped(document.path or document.title, clash))
                continue
            taken[public] = document.title
            rows.append((document, public, fingerprint, own))
            texts.update(
                (key, document.text(span))
                for key, span in zip(own, document.paragraphs, strict=True)
            )
        return rows, texts

    def _clash(self, public: str, taken: dict[str, str]) -> str | None:
        holder = self._store.holder(public)
        title = taken.get(public) if holder is None else holder.title
        if title is None:
            return None
        return (
            f"the id {public!r} belongs to another article already ({title!r}); "
            "remove that one first, or give this one another id"
        )

    def remove(self, article_ids: Sequence[str]) -> tuple[Document, ...]:
        """Remove articles; return them as they were read, so that it can be undone."""
        documents = tuple(self._store.document(public) for public in article_ids)
        self._store.remove(article_ids)
        return documents

    def removal(self, article_ids: Sequence[str]) -> tuple[tuple[Event, int], ...]:
        """Return each event that a removal would touch, with the articles it would keep."""
        gone = set(article_ids)
        return tuple(
            (event, sum(a.id not in gone for a in event.articles))
            for event in self.overview().events
            if any(a.id in gone for a in event.articles)
        )

    def resume(
        self, *, progress: Report | None = None, cancelled: Cancelled | None = None
    ) -> None:
        """Embed, group and judge what an interrupted addition left waiting."""
        self._follow()
        try:
            self._pipeline.finish(progress or _silent, cancelled or _never)
        finally:
            self._store.save_index()

    def judge(self, cases: Sequence[Case], *, threshold: float = THRESHOLD) -> list[Judgement]:
        """Judge paragraphs that need not be in the library; see ``Judge.judge``."""
        judged = self._pipeline.judge.judge(cases, threshold=threshold)
        voiced = self._pipeline.voices.attribute(cases, judged)
        return [self._pipeline.signed(judgement) for judgement in voiced]

    # -- looking

    def overview(self) -> LibraryView:
        """Return all events and articles; kept in memory until the library changes."""
        self._follow()
        revision = self._store.revision
        kept = self._overview
        if kept is None or kept.revision != revision:
            kept = self._overview = self._view(revision)
        return kept

    def _view(self, revision: int) -> LibraryView:
        judge = self.judge_name
        articles = self._store.articles()
        members: dict[str, list[Article]] = defaultdict(list)
        for article in articles:
            if article.event is not None:
                members[article.event].append(article)
        tallies: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        originals: dict[str, dict[str, int]] = defaultdict(dict)
        for event, kind, is_copy, number in self._store.counts(judge=judge):
            tallies[str(event)][kind] += number
            if not is_copy:
                originals[str(event)][kind] = number
        strongest: dict[str, list[Paragraph]] = defaultdict(list)
        for event, paragraph in self._store.surest(judge=judge):
            strongest[str(event)].append(paragraph)
        best = {key: surest(own) for key, own in strongest.items()}
        voiced = {p.id: p for p in self.speaking.attach([p for own in best.values() for p in own])}
        found = [
            summarise(
                str(row.id), row.title, members[str(row.id)], counts(tallies[str(row.id)]),
                tuple(voiced[p.id] for p in best.get(str(row.id), ())),
                independent=counts(originals[str(row.id)]), named=row.named,
            )
            for row in self._store.events()
            if members[str(row.id)]
        ]
        return LibraryView(
            tuple(articles), tuple(found),
            self._store.pending(judge=judge, voices=self._pipeline.voices.name), revision,
        )

    def event(self, event_id: str) -> EventView:
        """Return everything about one event, also by the id of one that was merged into it.

        Raises:
            NotFoundError: there is none.
        """
        current = str(event_row(self._store, event_id))
        found = next((e for e in self.overview().events if e.id == current), None)
        if found is None:
            raise NotFoundError(f"No event has the id {event_id!r}")
        paragraphs = self._store.paragraphs([a.id for a in found.articles], judge=self.judge_name)
        return EventView(found, tuple(self.speaking.attach(paragraphs)))

    def article(self, article_id: str) -> ArticleView:
        """Return everything about one article; ``NotFoundError`` if there is none."""
        article = self._store.article(article_id)
        document = self._store.document(article_id)
        paragraphs = tuple(
            self.speaking.attach(self._store.paragraphs([article_id], judge=self.judge_name))
        )
        event = next((e for e in self.overview().events if e.id == article.event), None)
        return ArticleView(
            article=article, event=event, paragraphs=paragraphs,
            removed=tuple((b.kind, document.text(b)) for b in document.removed),
            siblings=tuple(self._store.siblings(article_id)), counts=tallied(paragraphs),
        )

    def document(self, article_id: str) -> Document:
        """Return an article as it was read, with its whole source; ``NotFoundError``."""
        return self._store.document(article_id)

    def paragraph_article(self, paragraph_id: int) -> str:
        """Return the id of the article that holds a paragraph."""
        return self._store.article_of(paragraph_id)

    def memberships(self, event_id: str) -> tuple[Membership, ...]:
        """Return why each article of an event is in it; ``NotFoundError`` if there is none."""
        titles = {event.id: event.title for event in self.overview().events}
        return self._context.memberships(self.event(event_id), titles)

    def related_events(self, event_id: str) -> tuple[RelatedEvent, ...]:
        """Return the events of the same story by date; ``NotFoundError`` if there is none."""
        found = {event.id: event for event in self.overview().events}
        return self._context.related(self.event(event_id).event, found)

    def similar(self, article_id: str, *, k: int = 10) -> tuple[tuple[Article, float], ...]:
        """Return the ``k`` articles that most likely report the same happening, best first.

        Each with that probability ``[0, 1]``, scaled so that groups merge at one half.

        Raises:
            NotFoundError: there is no such article.
        """
        self._store.article(article_id)
        articles = {a.id: a for a in self.overview().articles}
        return tuple(
            (articles[public], score)
            for public, score in self._context.similar(article_id, k=k) if public in articles
        )

    def points(self, event_id: str) -> tuple[Point, ...]:
        """Return what an event's coverage says, with each outlet's wording.

        Raises:
            NotFoundError: there is no such event.
        """
        return self._context.points(self.event(event_id))

    def layout(self, event_id: str) -> Layout:
        """Return an event's paragraphs on a plane; ``NotFoundError`` if there is none."""
        return self._context.layout(self.event(event_id))

    def speaker(self, key: str) -> SpeakerView:
        """Return everything about one speaker; ``NotFoundError`` if nobody has that key."""
        return self.speaking.speaker(key, {a.id: a for a in self.overview().articles})

    def utterances(self, event_id: str, key: str | None = None) -> tuple[Utterance, ...]:
        """Return what is said in an event, by one speaker or by all; ``NotFoundError``."""
        return self.speaking.utterances(self.event(event_id).event, key)

    # -- searching

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: SearchMode = SearchMode.BOTH,
        facets: Facets | None = None,
    ) -> tuple[Hit, ...]:
        """Return the ``k`` best paragraphs that have the ``facets``, best first.

        By meaning: cosine of the query's vector. By words: BM25 over stemmed words, phrases in
        double quotes kept whole. Both: reciprocal rank fusion of the first 100 of each.

        Raises:
            InputError: the query has no word in it.
        """
        if not clean(query):
            raise InputError("The query is empty; type a few words or paste a paragraph")
        asked = facets if facets and facets != Facets() else None
        if asked and asked.event is not None:
            asked = replace(asked, event=str(event_row(self._store, asked.event)))
        among = None if asked is None else self._store.having(asked, judge=self.judge_name)
        if mode == SearchMode.MEANING:
            ranked = self._by_meaning(query, k, among)
        elif mode == SearchMode.WORDS:
            ranked = self._by_words(query, k, among)
        else:
            depth = max(k, _FUSED)
            ranked = fuse([
                self._by_meaning(query, depth, among), self._by_words(query, depth, among)
            ])[:k]
        return self._hits(ranked)

    def _by_meaning(
        self, query: str, k: int, among: frozenset[int] | None
    ) -> list[tuple[int, float]]:
        return self._store.nearest(self._encoder.encode([clean(query)])[0], k, among)

    def _by_words(
        self, query: str, k: int, among: frozenset[int] | None
    ) -> list[tuple[int, float]]:
        asked = phrases(query)
        return self._store.matching(" OR ".join(asked), k, among) if asked else []

    def related(self, paragraph_id: int, *, k: int = 5) -> tuple[Hit, ...]:
        """Return the ``k`` nearest paragraphs in other articles, by stored vectors."""
        own = self._store.article_of(paragraph_id)
        width = k + self._store.article(own).paragraphs
        ranked = self._store.nearest(self._store.vector_of(paragraph_id), width)
        return tuple(h for h in self._hits(ranked) if h.paragraph.article != own)[:k]

    def _hits(self, ranked: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
        found = self._store.paragraphs_by_id([row for row, _ in ranked], judge=self.judge_name)
        paragraphs = {p.id: p for p in self.speaking.attach(list(found.values()))}
        articles = {a.id: a for a in self.overview().articles}
        return tuple(
            Hit(paragraphs[row], articles[paragraphs[row].article], score)
            for row, score in ranked
            # A row may be removed between the ranking and this look.
            if row in paragraphs and paragraphs[row].article in articles
        )

    # -- upkeep

    def backup(self, path: Path) -> int:
        """Write the whole library to one file; return the number of articles in it.

        Raises:
            LibraryError: the file cannot be written.
        """
        return int(str(self._store.backup(path)["articles"]))

    def restore(self, path: Path) -> int:
        """Take everything from such a file in place of what is here; return its articles.

        Raises:
            InputError: the file is no backup, or is damaged; nothing is changed then.
            LibraryError: work is being done, or somebody else holds the library.
        """
        with self._pipeline.idle():
            stated = self._store.restore(path)
            self._overview = None
        self._follow()
        return int(str(stated["articles"]))

    @property
    def size(self) -> int:
        """How many bytes the library takes on disk."""
        return self._store.size()

    def check(self) -> CheckReport:
        """Verify hashes, ids, offsets and the index; repair what is only cache."""
        damage, repaired, (articles, paragraphs, vectors) = self._store.verify()
        return CheckReport(articles, paragraphs, vectors, tuple(damage), tuple(repaired))

    def models(self) -> tuple[ModelCard, ...]:
        """Return the shipped models' cards with their stored results."""
        return tuple(
            _card(folder)
            for folder in (_HERE / "models" / name for name in _CARDS)
        )


def _card(folder: Path) -> ModelCard:
    """Read a model's folder: the card's heading is its name, the rest its description."""
    heading, description = (folder / "README.md").read_text(encoding="utf-8").split("\n", 1)
    return ModelCard(
        name=heading.removeprefix("# "), description=description.strip(),
        results=_results(folder / "results.json"),
    )


class _Tally:
    """Running totals of one addition."""

    def __init__(self) -> None:
        self.articles = 0
        self.paragraphs = 0
        self.unchanged = 0
        self.skipped: list[Skipped] = []


def _load(judge: Judge) -> None:
    """Load a judge's model; why it cannot be is said in one line, whatever the loader says."""
    try:
        judge.warm()
    except ModelError as error:
        raise ModelError(str(error).split("\n", 1)[0]) from error


def _silent(_: Progress) -> None:
    """Report to nobody."""


def _never() -> bool:
    return False


def _fingerprint(document: Document, hashes: Sequence[str]) -> str:
    """Return what makes an article the same article: its identity and its words."""
    parts = [
        document.public_id, document.url, document.title, document.outlet, document.published,
        *hashes,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _results(path: Path) -> tuple[dict[str, object], ...]:
    if not path.is_file():
        return ()
    return tuple(json.loads(path.read_text(encoding="utf-8")))
