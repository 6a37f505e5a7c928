"""What happens to articles once they are stored: vectors, events, quotes, judgements.

Every step takes what still waits, so an interrupted run goes on where it stopped.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from embeddings import duplicates, events
from embeddings.encoder import TextEncoder, Vectors
from embeddings.errors import LibraryError, StanceError
from embeddings.judges import at_once
from embeddings.records import ChangeKind, EventChange, Features, Judgement, Place, Progress
from embeddings.stance import Case, Judge
from embeddings.store import Store
from embeddings.text import clean
from embeddings.voices import VoiceReader

__all__ = ["COMMIT", "Cancelled", "Pipeline", "Report", "case_of"]

COMMIT = 256
"""Paragraphs embedded and committed at a time: a kill costs under half a minute's work."""

_DESCRIBE = 128
# Articles whose quotes are found and committed at a time.
_QUOTED = 16
# A title is chosen again while an event is this small; afterwards links and judgements rest on it.
_SETTLED = 3
# Articles of a library whose words are counted beside those of the shipped collection.
_SAMPLED = 2000

Report = Callable[[Progress], None]
Cancelled = Callable[[], bool]


class Pipeline:
    """Embeds, groups, quotes and judges what waits in a store. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        encoder: TextEncoder,
        judge: Judge,
        voices: VoiceReader,
        *,
        threshold: float,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self.voices = voices
        self._threshold = threshold
        self._lock = threading.Lock()
        self.use(judge)

    def use(self, judge: Judge) -> None:
        """Judge with ``judge`` from now on; only inside of ``idle`` once there is work."""
        self.judge_name = self.name_of(judge)
        self.judge = judge

    def name_of(self, judge: Judge) -> str:
        """Return the name under which a judge's judgements are stored: its own and threshold."""
        return f"{judge.name}, threshold {self._threshold:.2f}"

    @contextmanager
    def idle(self) -> Iterator[None]:
        """Keep work from beginning.

        Raises:
            LibraryError: work is being done.
        """
        if not self._lock.acquire(blocking=False):
            raise LibraryError(
                "Articles are being judged: wait for that or cancel it, then try again"
            )
        try:
            yield
        finally:
            self._lock.release()

    def encode(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Return unit vectors ``(len(texts), dim)``."""
        vectors = self._encoder.encode(texts, progress=progress) if texts else np.zeros((0, 0))
        return np.asarray(vectors, dtype=np.float32)

    def finish(self, report: Report, stop: Cancelled) -> tuple[EventChange, ...]:
        """Embed, group, quote and judge all that waits, until ``stop()`` turns true.

        Returns what became of the events.
        """
        # One thread at a time, or two would give the same article two events.
        with self._lock:
            changes: tuple[EventChange, ...] = ()
            self._embed_waiting(report, stop)
            self._describe(report, stop)
            if not stop():
                changes = self._group(report)
                self._find_copies()
            self._quote_waiting(report, stop)
            self._judge_waiting(report, stop)
            return changes

    def _embed_waiting(self, report: Report, stop: Cancelled) -> None:
        while not stop() and (rows := self._store.unembedded(limit=COMMIT)):
            report(Progress("Embedding", f"{len(rows)} paragraphs", 0, len(rows)))
            made = self.encode([clean(text) for _, text in rows])
            self._store.add_vectors({key: v for (key, _), v in zip(rows, made, strict=True)})
            # Looking for what waits walks the whole library: not again if that was all.
            if len(rows) < COMMIT:
                return

    def maker(self) -> str:
        """Return the name under which grouping features are stored: how they are made, of what."""
        return f"{events.MAKER} {self._encoder.name}"

    def background(self) -> events.Background:
        """Return how common words are, in the shipped collection and in this library.

        Of a large library an even sample is counted: adding one article must not read them all.
        """
        rows = [place.article for place in self._store.places()]
        sample = rows[:: max(1, -(-len(rows) // _SAMPLED))]
        return events.Background.load().plus(self._store.features(sample, maker=self.maker()))

    def _describe(self, report: Report, stop: Cancelled) -> None:
        """Make the grouping features of articles that lack them."""
        while not stop() and (rows := self._store.unfeatured(maker=self.maker(), limit=_DESCRIBE)):
            report(Progress("Grouping", f"{len(rows)} headlines", 0, len(rows)))
            documents = [self._store.document(public) for _, public in rows]
            titles = self.encode([clean(d.title) or "untitled" for d in documents])
            made: list[Features] = []
            for (row, public), document, title in zip(rows, documents, titles, strict=True):
                texts = [document.text(span) for span in document.paragraphs]
                vectors = self._store.vectors_of(public)
                made.append(
                    events.featurise(
                        row, title=document.title, texts=texts, title_vector=title,
                        vectors=vectors,
                    )
                )
            self._store.save_features(made, maker=self.maker())
            if len(rows) < _DESCRIBE:
                return

    def _group(self, report: Report) -> tuple[EventChange, ...]:
        # Asked first: the features of a large library are not read for nothing.
        if not self._store.has_ungrouped():
            return ()
        places = {place.article: place for place in self._store.places()}
        rows, dense = self._store.dense(maker=self.maker())
        held = [at for at, row in enumerate(rows) if int(row) in places]
        rows, dense = rows[held], dense[held]
        around = events.surroundings(rows, dense, places)
        waiting = sum(places[row].event is None for row in around.rows)
        if waiting == 0:
            return ()
        report(Progress("Grouping", f"{waiting} articles", 0, waiting))
        features = self._store.features(around.rows, maker=self.maker())
        apart, kept = self._store.bars()
        grouping = events.group(
            features, places, around, self.background(), events.Weights.load(), apart=apart,
            kept=kept,
        )
        changes = self._save(grouping, features, places)
        report(Progress("Grouping", f"{waiting} articles", waiting, waiting))
        return changes

    def _save(
        self,
        grouping: events.Grouping,
        features: Sequence[Features],
        places: Mapping[int, Place],
    ) -> tuple[EventChange, ...]:
        """Store what grouping found, with the statements of what is new or has changed much."""
        titles = self._store.titles()
        of_row = {feature.article: feature for feature in features}
        members: dict[int, list[Features]] = defaultdict(list)
        regrouped = {row for rows in grouping.groups for row in rows}
        for row, feature in of_row.items():
            event = grouping.joins.get(row, places[row].event)
            if event is not None and row not in regrouped:
                members[event].append(feature)
        touched = {*grouping.joins.values()} | {places[row].event for row in grouping.joins}
        touched |= {places[row].event for row in regrouped}
        renamed = {
            event.id: (self._central(members[event.id], titles), len(members[event.id]))
            for event in self._store.events()
            if event.id in touched and members[event.id] and not event.named
            and (event.title_size < _SETTLED
                 or event.title not in {titles[f.article] for f in members[event.id]})
        }
        groups = [
            (group, self._central([of_row[row] for row in group], titles))
            for group in grouping.groups
        ]
        made = self._store.save_groups(
            grouping.joins, grouping.merges, groups, renamed,
            before={row: places[row].event for row in of_row},
        )
        return self._changes(grouping, made)

    def _changes(
        self, grouping: events.Grouping, made: Sequence[int]
    ) -> tuple[EventChange, ...]:
        """Return what became of each event that a grouping made, joined or merged."""
        titles = {event.id: event.title for event in self._store.events()}
        publics = self._store.publics()
        came: dict[int, list[str]] = defaultdict(list)
        for row, event in grouping.joins.items():
            if row in publics:
                came[event].append(publics[row])
        took: dict[int, list[str]] = defaultdict(list)
        for event, into in grouping.merges.items():
            took[into].append(str(event))
        found = [
            EventChange(ChangeKind.NEW, str(event), titles[event],
                        tuple(publics[row] for row in group if row in publics))
            for event, group in zip(made, grouping.groups, strict=True) if event in titles
        ]
        for event in sorted({*came, *took}):
            if event in titles and (came[event] or took[event]):
                kind = ChangeKind.MERGED if took[event] else ChangeKind.JOINED
                found.append(EventChange(kind, str(event), titles[event], tuple(came[event]),
                                         tuple(took[event])))
        return tuple(found)

    def _central(self, members: Sequence[Features], titles: Mapping[int, str]) -> str:
        """Return the headline that stands nearest to what all the members say."""
        return titles[members[events.central(members)].article]

    def title_of(self, articles: Sequence[int]) -> str:
        """Return the headline that would name an event of these articles, by their rows."""
        found = self._store.features(articles, maker=self.maker())
        titles = self._store.titles()
        return self._central(found, titles) if found else titles[articles[0]]

    def _find_copies(self) -> None:
        """Say of each article in a changed event which earlier one it is a copy of."""
        unsettled = list(self._store.unsettled().items())
        publics = self._store.publics() if unsettled else {}
        for begin in range(0, len(unsettled), _DESCRIBE):
            chunk = dict(unsettled[begin : begin + _DESCRIBE])
            # An article that is alone is nobody's copy, and needs no sketch yet.
            compared = [row for dated in chunk.values() if len(dated) > 1 for row, _ in dated]
            sketches = self._store.sketches(compared, maker=duplicates.MAKER)
            made = {
                row: duplicates.sketch(self._texts(publics[row]))
                for row in compared if row not in sketches and row in publics
            }
            sketches |= made
            originals: dict[int, int | None] = {}
            for dated in chunk.values():
                originals |= _originals(dated, sketches)
            self._store.save_copies(originals, made, list(chunk), maker=duplicates.MAKER)

    def _texts(self, public: str) -> list[str]:
        document = self._store.document(public)
        return [document.text(span) for span in document.paragraphs]

    def _quote_waiting(self, report: Report, stop: Cancelled) -> None:
        """Find who says what in articles in which nobody has looked yet."""
        maker, done, total = self.voices.name, 0, 0
        while not stop() and (rows := self._store.unquoted(maker=maker, limit=_QUOTED)):
            last = len(rows) < _QUOTED
            total = total or (len(rows) if last else self._store.count_unquoted(maker=maker))
            report(Progress("Quotes", f"{total} articles", min(done, total), total))
            documents = [self._store.document(public) for _, public in rows]
            found = self.voices.find([(d.source, d.paragraphs) for d in documents])
            self._store.save_quotes(
                {row: own for (row, _), own in zip(rows, found, strict=True)}, maker=maker
            )
            done += len(rows)
            if last:
                return

    def _judge_waiting(self, report: Report, stop: Cancelled) -> None:
        limit, done, total = at_once(self.judge), 0, 0
        while not stop() and (rows := self._store.unjudged(judge=self.judge_name, limit=limit)):
            last = len(rows) < limit
            total = total or (
                len(rows) if last else self._store.count_unjudged(judge=self.judge_name)
            )
            step = Progress("Judging", f"{total} paragraphs", min(done, total), total)
            report(step)
            try:
                self._judge_rows(rows, self.judge, _counting(report, step))
            except StanceError as error:
                kept = f"after {done} of {total} paragraphs, which are kept"
                raise type(error)(f"Judging stopped {kept}: {error}") from error
            done += len(rows)
            report(replace(step, done=min(done, total)))
            if last:
                return

    def try_out(self, judge: Judge) -> None:
        """Let another judge judge one waiting paragraph, and keep that; none if none waits.

        Raises:
            StanceError: what keeps the judge from judging, as a wrong key or a server not there.
        """
        rows = self._store.unjudged(judge=self.name_of(judge), limit=1)
        if rows:
            self._judge_rows(rows, judge, None)

    def _judge_rows(
        self,
        rows: Sequence[tuple[int, str, str, str, str]],
        judge: Judge,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        judged = judge.judge(
            [case_of(row) for row in rows], threshold=self._threshold, progress=progress
        )
        name = self.name_of(judge)
        self._store.save_judgements(
            [(row[0], row[1], replace(j, judge=name)) for row, j in zip(rows, judged, strict=True)]
        )

    def signed(self, judgement: Judgement) -> Judgement:
        """Return a judgement that names its model and threshold."""
        return replace(judgement, judge=self.judge_name)


def case_of(row: tuple[int, str, str, str, str]) -> Case:
    """Return the case of a paragraph that waits; see ``Store.unjudged``."""
    _, statement, text, previous, headline = row
    return Case(statement, text, previous, headline)


def _counting(report: Report, step: Progress) -> Callable[[int, int], None]:
    """Return a report of what is judged within a batch, on top of the step's own count."""

    def counted(done: int, _: int) -> None:
        report(replace(step, done=min(step.done + done, step.total)))

    return counted


def _originals(
    dated: Sequence[tuple[int, str | None]], sketches: Mapping[int, NDArray[np.uint32]]
) -> dict[int, int | None]:
    """Return the first publication of each article of an event, ``None`` if it is one itself."""
    originals: dict[int, int | None] = dict.fromkeys(row for row, _ in dated)
    # First the earliest; what has no date comes after what has one.
    order = [
        row for _, _, row in sorted((day is None, day or "", row) for row, day in dated)
        if row in sketches
    ]
    if len(order) > 1:
        for family in duplicates.families(np.stack([sketches[row] for row in order])):
            originals.update((order[at], order[family[0]]) for at in family[1:])
    return originals
