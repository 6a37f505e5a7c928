"""What happens to articles once they are stored: vectors, events, judgements.

Every step takes what still waits, so an interrupted run goes on where it stopped.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from embeddings import events
from embeddings.encoder import TextEncoder, Vectors
from embeddings.errors import LibraryError, StanceError
from embeddings.judges import at_once
from embeddings.records import Features, Judgement, Progress
from embeddings.stance import Case, Judge
from embeddings.store import Store
from embeddings.text import clean

__all__ = ["COMMIT", "Cancelled", "Pipeline", "Report", "case_of"]

COMMIT = 256
"""Paragraphs embedded and committed at a time: a kill costs under half a minute's work."""

_DESCRIBE = 128
# A title is chosen again while an event is this small; afterwards links and judgements rest on it.
_SETTLED = 3

Report = Callable[[Progress], None]
Cancelled = Callable[[], bool]


class Pipeline:
    """Embeds, groups and judges what waits in a store. Safe to share between threads."""

    def __init__(
        self, store: Store, encoder: TextEncoder, judge: Judge, *, threshold: float
    ) -> None:
        self._store = store
        self._encoder = encoder
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
                "Articles are being judged: wait for that or cancel it, then change the judge"
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

    def finish(self, report: Report, stop: Cancelled) -> None:
        """Embed, group and judge all that waits, until ``stop()`` turns true."""
        # One thread at a time, or two would give the same article two events.
        with self._lock:
            self._embed_waiting(report, stop)
            self._describe(report, stop)
            if not stop():
                self._group(report)
            self._judge_waiting(report, stop)

    def _embed_waiting(self, report: Report, stop: Cancelled) -> None:
        while not stop() and (rows := self._store.unembedded(limit=COMMIT)):
            report(Progress("Embedding", f"{len(rows)} paragraphs", 0, len(rows)))
            made = self.encode([clean(text) for _, text in rows])
            self._store.add_vectors({key: v for (key, _), v in zip(rows, made, strict=True)})

    def _maker(self) -> str:
        return f"{events.MAKER} {self._encoder.name}"

    def _describe(self, report: Report, stop: Cancelled) -> None:
        """Make the grouping features of articles that lack them."""
        while not stop() and (rows := self._store.unfeatured(maker=self._maker(), limit=_DESCRIBE)):
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
                        vectors=vectors, published=document.published,
                    )
                )
            self._store.save_features(made, maker=self._maker())

    def _group(self, report: Report) -> None:
        # Asked first: the features of a large library are not read for nothing.
        if not self._store.has_ungrouped():
            return
        features = self._store.features(maker=self._maker())
        waiting = sum(f.event is None for f in features)
        if waiting == 0:
            return
        report(Progress("Grouping", f"{waiting} articles", 0, waiting))
        grouping = events.group(features, events.Background.load())
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
        return named[events.central(members, self.encode([clean(t) or "untitled" for t in named]))]

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

    def _judge_waiting(self, report: Report, stop: Cancelled) -> None:
        total = self._store.count_unjudged(judge=self.judge_name)
        limit, done = at_once(self.judge), 0
        while not stop() and (rows := self._store.unjudged(judge=self.judge_name, limit=limit)):
            step = Progress("Judging", f"{total} paragraphs", min(done, total), total)
            report(step)
            try:
                self._judge_rows(rows, self.judge, _counting(report, step))
            except StanceError as error:
                kept = f"after {done} of {total} paragraphs, which are kept"
                raise type(error)(f"Judging stopped {kept}: {error}") from error
            done += len(rows)
            report(replace(step, done=min(done, total)))

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
