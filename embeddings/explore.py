"""The product's verbs: open a library, add, remove, search, and look at events and articles."""

import hashlib
import json
import logging
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from embeddings import events, sources, stance
from embeddings.crossencoder import CrossEncoder
from embeddings.encoder import Encoder, TextEncoder, Vectors
from embeddings.errors import InputError, NotFoundError
from embeddings.records import (
    AddSummary,
    Article,
    ArticleView,
    CheckReport,
    Counts,
    Document,
    Event,
    EventView,
    Features,
    Hit,
    Judgement,
    LibraryView,
    ModelCard,
    Paragraph,
    Progress,
    SearchMode,
    Skipped,
    Stance,
)
from embeddings.stance import Case, PairScorer
from embeddings.store import Store
from embeddings.text import clean, text_hash

__all__ = ["FRAMING", "SAMPLE", "Library"]

_HERE = Path(__file__).parent
FRAMING = _HERE / "models" / "framing"
SAMPLE = _HERE / "sample" / "articles.jsonl"

THRESHOLD = 0.40
"""Below this share of its stance a paragraph is not judged (the curve is on the Methods page)."""

# Paragraphs embedded and committed at a time: what a kill can cost is under half a minute's work.
_COMMIT = 256
_JUDGE = 128
# Depth to which both rankings are fused, and the constant of Cormack, Clarke and Büttcher (2009).
_FUSED = 100
_RRF = 60
# A title is chosen again while an event is this small; afterwards links and judgements rest on it.
_SETTLED = 3

Report = Callable[[Progress], None]
Cancelled = Callable[[], bool]

_log = logging.getLogger(__name__)


class Library:
    """An open library. Thread-safe; share one object per folder."""

    def __init__(self, folder: Path, encoder: TextEncoder, scorer: PairScorer) -> None:
        self._encoder = encoder
        self._scorer = scorer
        self._judge = f"{scorer.name} at {THRESHOLD:.2f}"
        self._store = Store(folder, model=encoder.name)
        self._finishing = threading.Lock()
        self._overview: LibraryView | None = None
        self._ready = threading.Event()

    @classmethod
    def open(
        cls, folder: Path, *, encoder: TextEncoder | None = None, scorer: PairScorer | None = None
    ) -> "Library":
        """Open or create a library folder. Loads no model.

        Raises:
            LibraryError: the folder cannot be used, or a newer version wrote it.
        """
        return cls(folder, encoder or Encoder(), scorer or CrossEncoder(FRAMING))

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
        self._scorer.pieces([("warm", "warm")])
        self._ready.set()

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
        return self._add(sources.read(paths), progress, cancelled)

    def add_files(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        progress: Report | None = None,
        cancelled: Cancelled | None = None,
    ) -> AddSummary:
        """Add uploaded files: (name, content) each."""
        items = (item for name, data in files for item in sources.read_bytes(name, data))
        return self._add(items, progress, cancelled)

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
        return self._add(iter(items), progress, cancelled)

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
        return self._add(iter(documents), progress, cancelled)

    def _add(
        self,
        items: Iterator[Document | Skipped],
        progress: Report | None,
        cancelled: Cancelled | None,
    ) -> AddSummary:
        began = time.monotonic()
        report = progress or _silent
        stop = cancelled or _never
        tally = _Tally()
        batch: list[Document] = []
        read = 0
        for item in items:
            if stop():
                break
            if isinstance(item, Skipped):
                tally.skipped.append(item)
                continue
            read += 1
            report(Progress("Reading", item.path or item.title, read, 0))
            batch.append(item)
            if sum(len(document.paragraphs) for document in batch) >= _COMMIT:
                self._store_batch(batch, tally, report)
                batch = []
        if not stop():
            self._store_batch(batch, tally, report)
            self._finish(report, stop)
        self._store.save_index()
        return AddSummary(
            tally.articles, tally.paragraphs, tally.unchanged, tuple(tally.skipped),
            round(time.monotonic() - began, 2),
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

        made = self._encode([clean(texts[key]) for key in wanted], embedding)
        added = self._store.add(rows, dict(zip(wanted, made, strict=True)))
        tally.articles += len(added)
        tally.unchanged += len(rows) - len(added)
        tally.paragraphs += sum(len(row[3]) for row in rows) if len(added) == len(rows) else 0
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

    def _encode(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        vectors = self._encoder.encode(texts, progress=progress) if texts else np.zeros((0, 0))
        return np.asarray(vectors, dtype=np.float32)

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
        self._finish(progress or _silent, cancelled or _never)
        self._store.save_index()

    def _finish(self, report: Report, stop: Cancelled) -> None:
        # One thread at a time, or two would give the same article two events.
        with self._finishing:
            self._embed_waiting(report, stop)
            self._describe(report, stop)
            if not stop():
                self._group(report)
            self._judge_waiting(report, stop)

    def _embed_waiting(self, report: Report, stop: Cancelled) -> None:
        while not stop() and (rows := self._store.unembedded(limit=_COMMIT)):
            report(Progress("Embedding", f"{len(rows)} paragraphs", 0, len(rows)))
            made = self._encode([clean(text) for _, text in rows])
            self._store.add_vectors({key: v for (key, _), v in zip(rows, made, strict=True)})

    # -- events

    def _maker(self) -> str:
        return f"{events.MAKER} {self._encoder.name}"

    def _describe(self, report: Report, stop: Cancelled) -> None:
        """Make the grouping features of articles that lack them."""
        while not stop() and (rows := self._store.unfeatured(maker=self._maker(), limit=_JUDGE)):
            report(Progress("Grouping", f"{len(rows)} headlines", 0, len(rows)))
            documents = [self._store.document(public) for _, public in rows]
            titles = self._encode([clean(d.title) or "untitled" for d in documents])
            made: list[Features] = []
            for (row, public), document, title in zip(rows, documents, titles, strict=True):
                texts = [document.text(span) for span in document.paragraphs]
                vectors = self._store.vectors_of(public)
                made.append(
                    events.featurise(
                        row, title=document.title, texts=texts, title_vector=title,
                        vectors=vectors, published=document.published,
                    )
                )
            self._store.save_features(made, maker=self._maker())

    def _group(self, report: Report) -> None:
        features = self._store.features(maker=self._maker())
        waiting = sum(f.event is None for f in features)
        if waiting == 0:
            return
        report(Progress("Grouping", f"{waiting} articles", 0, waiting))
        grouping = events.group(features)
        by_row = {f.article: f for f in features}
        titles = self._store.titles()
        chosen = [
            (self._central([by_row[row] for row in rows], titles), len(rows))
            for rows in grouping.groups
        ]
        self._store.save_groups(
            grouping.joins, grouping.groups,
            self._retitled(grouping.joins, features, titles), chosen,
        )
        report(Progress("Grouping", f"{waiting} articles", waiting, waiting))

    def _central(self, members: Sequence[Features], titles: dict[int, str]) -> str:
        """Return the headline that stands nearest to what all the members say."""
        named = [titles[f.article] for f in members]
        if len(named) == 1:
            return named[0]
        return named[events.central(members, self._encode([clean(t) or "untitled" for t in named]))]

    def _retitled(
        self, joins: dict[int, int], features: Sequence[Features], titles: dict[int, str]
    ) -> dict[int, tuple[str, int]]:
        """Choose anew the statement of events that were still small when it was chosen."""
        small = {e.id for e in self._store.events() if e.title_size < _SETTLED}
        members: dict[int, list[Features]] = defaultdict(list)
        for feature in features:
            event = feature.event if feature.event is not None else joins.get(feature.article)
            if event in small:
                members[event].append(feature)
        touched = set(joins.values())
        return {
            event: (self._central(found, titles), len(found))
            for event, found in members.items()
            if event in touched
        }

    # -- framing

    def _judge_waiting(self, report: Report, stop: Cancelled) -> None:
        total = self._store.count_unjudged(judge=self._judge)
        done = 0
        while not stop() and (rows := self._store.unjudged(judge=self._judge, limit=_JUDGE)):
            report(Progress("Judging", f"{total} paragraphs", done, total))
            cases = [Case(statement, text, previous) for _, statement, text, previous in rows]
            judged = self.judge(cases)
            self._store.save_judgements(
                [(row[0], row[1], found) for row, found in zip(rows, judged, strict=True)]
            )
            done += len(rows)
            report(Progress("Judging", f"{total} paragraphs", min(done, total), total))

    def judge(self, cases: Sequence[Case], *, threshold: float = THRESHOLD) -> list[Judgement]:
        """Judge paragraphs that need not be in the library; see ``stance.judge``."""
        return [
            _signed(j, self._judge)
            for j in stance.judge(cases, self._scorer, threshold=threshold)
        ]

    # -- looking

    def overview(self) -> LibraryView:
        """Return all events and articles; kept in memory until the library changes."""
        revision = self._store.revision
        kept = self._overview
        if kept is None or kept.revision != revision:
            kept = self._overview = self._view(revision)
        return kept

    def _view(self, revision: int) -> LibraryView:
        articles = self._store.articles()
        members: dict[str, list[Article]] = defaultdict(list)
        for article in articles:
            if article.event is not None:
                members[article.event].append(article)
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        for event, kind, number in self._store.counts(judge=self._judge):
            counts[str(event)][kind] = number
        strongest: dict[str, list[Paragraph]] = defaultdict(list)
        for event_id, paragraph in self._store.judged(judge=self._judge):
            strongest[event_id].append(paragraph)
        found = [
            _event(
                str(row.id), row.title, members[str(row.id)],
                _counts(counts[str(row.id)]), _surest(strongest[str(row.id)]),
            )
            for row in self._store.events()
            if members[str(row.id)]
        ]
        return LibraryView(
            tuple(articles), tuple(found), self._store.pending(judge=self._judge), revision
        )

    def event(self, event_id: str) -> EventView:
        """Return everything about one event; ``NotFoundError`` if there is none."""
        found = next((e for e in self.overview().events if e.id == event_id), None)
        if found is None:
            raise NotFoundError(f"No event has the id {event_id!r}")
        paragraphs = self._store.paragraphs([a.id for a in found.articles], judge=self._judge)
        return EventView(found, tuple(paragraphs))

    def article(self, article_id: str) -> ArticleView:
        """Return everything about one article; ``NotFoundError`` if there is none."""
        article = self._store.article(article_id)
        document = self._store.document(article_id)
        paragraphs = tuple(self._store.paragraphs([article_id], judge=self._judge))
        event = next((e for e in self.overview().events if e.id == article.event), None)
        tally: dict[str, int] = defaultdict(int)
        for paragraph in paragraphs:
            tally[paragraph.judgement.stance if paragraph.judgement else "pending"] += 1
        return ArticleView(
            article=article, event=event, paragraphs=paragraphs,
            removed=tuple((b.kind, document.text(b)) for b in document.removed),
            siblings=tuple(self._store.siblings(article_id)), counts=_counts(tally),
        )

    def paragraph_article(self, paragraph_id: int) -> str:
        """Return the id of the article that holds a paragraph."""
        return self._store.article_of(paragraph_id)

    # -- searching

    def search(
        self, query: str, *, k: int = 10, mode: SearchMode = SearchMode.BOTH
    ) -> tuple[Hit, ...]:
        """Return the ``k`` best paragraphs, best first.

        By meaning: cosine of the query's vector. By words: BM25 over stemmed words, phrases in
        double quotes kept whole. Both: reciprocal rank fusion of the first 100 of each.

        Raises:
            InputError: the query has no word in it.
        """
        if not clean(query):
            raise InputError("The query is empty; type a few words or paste a paragraph")
        if mode == SearchMode.MEANING:
            ranked = self._by_meaning(query, k)
        elif mode == SearchMode.WORDS:
            ranked = self._by_words(query, k)
        else:
            depth = max(k, _FUSED)
            ranked = _fuse([self._by_meaning(query, depth), self._by_words(query, depth)])[:k]
        return self._hits(ranked)

    def _by_meaning(self, query: str, k: int) -> list[tuple[int, float]]:
        return self._store.nearest(self._encoder.encode([clean(query)])[0], k)

    def _by_words(self, query: str, k: int) -> list[tuple[int, float]]:
        phrases = _phrases(query)
        return self._store.matching(" OR ".join(phrases), k) if phrases else []

    def related(self, paragraph_id: int, *, k: int = 5) -> tuple[Hit, ...]:
        """Return the ``k`` nearest paragraphs in other articles, by stored vectors."""
        own = self._store.article_of(paragraph_id)
        width = k + self._store.article(own).paragraphs
        ranked = self._store.nearest(self._store.vector_of(paragraph_id), width)
        return tuple(h for h in self._hits(ranked) if h.paragraph.article != own)[:k]

    def _hits(self, ranked: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
        paragraphs = self._store.paragraphs_by_id([row for row, _ in ranked], judge=self._judge)
        articles = {a.id: a for a in self.overview().articles}
        return tuple(
            Hit(paragraphs[row], articles[paragraphs[row].article], score)
            for row, score in ranked
            # A row may be removed between the ranking and this look.
            if row in paragraphs and paragraphs[row].article in articles
        )

    # -- upkeep

    def check(self) -> CheckReport:
        """Verify hashes, ids, offsets and the index; repair what is only cache."""
        damage, repaired, (articles, paragraphs, vectors) = self._store.verify()
        return CheckReport(articles, paragraphs, vectors, tuple(damage), tuple(repaired))

    def models(self) -> tuple[ModelCard, ...]:
        """Return the shipped models' cards with their stored results."""
        return tuple(
            ModelCard(
                name=folder.name,
                description=(folder / "README.md").read_text(encoding="utf-8"),
                results=_results(folder / "results.json"),
            )
            for folder in sorted((_HERE / "models").iterdir())
            if (folder / "README.md").is_file()
        )


class _Tally:
    """Running totals of one addition."""

    def __init__(self) -> None:
        self.articles = 0
        self.paragraphs = 0
        self.unchanged = 0
        self.skipped: list[Skipped] = []


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


def _signed(judgement: Judgement, judge: str) -> Judgement:
    return Judgement(
        stance=judgement.stance, probabilities=judgement.probabilities,
        confidence=judgement.confidence, evidence=judgement.evidence, voice=judgement.voice,
        speaker=judgement.speaker, reason=judgement.reason, judge=judge,
    )


def _counts(tally: dict[str, int]) -> Counts:
    return Counts(
        supportive=tally.get(Stance.SUPPORTIVE, 0), critical=tally.get(Stance.CRITICAL, 0),
        neutral=tally.get(Stance.NEUTRAL, 0), mixed=tally.get(Stance.MIXED, 0),
        not_judged=tally.get(Stance.NOT_JUDGED, 0) + tally.get("pending", 0),
    )


def _event(
    event_id: str,
    title: str,
    articles: Sequence[Article],
    counts: Counts,
    strongest: tuple[Paragraph, ...],
) -> Event:
    days = sorted(a.published[:10] for a in articles if a.published)
    return Event(
        id=event_id, title=title, first=days[0] if days else None,
        last=days[-1] if days else None, articles=tuple(articles), counts=counts,
        strongest=strongest,
    )


def _surest(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the surest supportive and the surest critical paragraph, where there are any."""
    best: dict[Stance, tuple[float, Paragraph]] = {}
    for paragraph in paragraphs:
        judgement = paragraph.judgement
        if judgement is None or judgement.stance == Stance.MIXED:
            continue
        confidence = judgement.confidence or 0.0
        if judgement.stance not in best or confidence > best[judgement.stance][0]:
            best[judgement.stance] = (confidence, paragraph)
    return tuple(best[s][1] for s in (Stance.SUPPORTIVE, Stance.CRITICAL) if s in best)


def _phrases(query: str) -> list[str]:
    """Turn a query into FTS5 strings, so that nothing typed is taken for FTS5 syntax."""
    quoted = [" ".join(re.findall(r"\w+", part)) for part in re.findall(r'"([^"]*)"', query)]
    words = re.findall(r"\w+", re.sub(r'"[^"]*"', " ", query))
    return [f'"{phrase}"' for phrase in dict.fromkeys([*quoted, *words]) if phrase]


def _fuse(rankings: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[int, float]]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): sum of 1 / (60 + rank)."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, (row, _) in enumerate(ranking, start=1):
            scores[row] += 1.0 / (_RRF + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _results(path: Path) -> tuple[dict[str, object], ...]:
    if not path.is_file():
        return ()
    return tuple(json.loads(path.read_text(encoding="utf-8")))
