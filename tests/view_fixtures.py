"""A library made of records only, for testing pages without an engine behind them."""

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from embeddings.certainty import utterances
from embeddings.endpoint import Estimate
from embeddings.errors import InputError, NotFoundError, StanceError
from embeddings.judges import JudgeChoice, Prospect, destination
from embeddings.layout import Layout, layout
from embeddings.records import (
    AddSummary,
    Article,
    ArticleView,
    BlockKind,
    Corrected,
    Correction,
    Counts,
    Document,
    Edit,
    EditKind,
    Event,
    EventView,
    Facets,
    Hit,
    Judgement,
    LibraryView,
    Membership,
    ModelCard,
    Paragraph,
    Person,
    Point,
    Progress,
    Quote,
    RelatedEvent,
    SearchMode,
    Shortened,
    Skipped,
    Span,
    Speaker,
    SpeakerView,
    Stance,
    Utterance,
    Voice,
)

HOSTILE = (
    "<script>alert(1)</script> :red[x] $x$ [a](javascript:alert(2)) **b** :material/home: "
    ":tada: `c` # d -> e -- f http://evil.example www.evil.example a@b.co <b>g</b> &lt; "
    "![i](http://evil.example/i.png) \u202eoverride שלום مرحبا"
)
CONSTRUCTS = ("](", ":red[", "$x$", "**b**", ":material/home", ":tada:", "http://evil")
"""What of ``HOSTILE`` must not reach Markdown unescaped."""
STANCES = {"+": Stance.SUPPORTIVE, "-": Stance.CRITICAL, ".": Stance.NEUTRAL, "*": Stance.MIXED}


class FakeShaping:
    """Stands in for ``embeddings.shaping.Shaping``: changes the records of a library."""

    def __init__(self, library: "FakeLibrary") -> None:
        """Shape one library."""
        self._library = library
        self._done: list[
            tuple[Edit, list[Article], dict[str, str], dict[str, str], dict[str, str]]
        ] = []

    def begin(self, kind: EditKind, said: str, *events: str) -> Edit:
        """Note what is about to be done, and how everything was before."""
        shelf = self._library
        number = len(shelf.calls)
        edit = Edit(number, kind, said, "2025-08-01T09:30:00+00:00", events)
        self._done.insert(
            0,
            (
                edit, list(shelf.articles), dict(shelf.titles), dict(shelf.addresses),
                dict(shelf.speaking.persons),
            ),
        )
        shelf.calls.append((kind.value, said))
        shelf.revision += 1
        return edit

    def _place(self, articles: Sequence[str], event: str) -> None:
        self._library.articles = [
            dataclasses.replace(a, event=event) if a.id in articles else a
            for a in self._library.articles
        ]

    def merge(self, into: str, others: Sequence[str]) -> Edit:
        """Put all articles of events into another."""
        titles = self._library.titles
        said = f"“{titles[into]}” took in “{titles[others[0]]}”"
        edit = self.begin(EditKind.MERGE, said, into, *others)
        for other in others:
            self._library.addresses[other] = into
            self._place([a.id for a in self._library.articles if a.event == other], into)
        return edit

    def split(self, articles: Sequence[str]) -> Edit:
        """Make articles an event of their own."""
        own = [a for a in self._library.articles if a.id in articles]
        home = f"split-{own[0].id}"
        said = f"{len(own)} split off as “{own[0].title}”"
        edit = self.begin(EditKind.SPLIT, said, home, str(own[0].event))
        self._library.titles[home] = own[0].title
        self._library.addresses[home] = str(own[0].event)
        self._place(articles, home)
        return edit

    def move(self, articles: Sequence[str], to: str) -> Edit:
        """Move articles into another event."""
        if to == "refused":
            raise InputError("All of these articles are in that event already")
        said = f"{len(articles)} moved to “{self._library.titles[to]}”"
        edit = self.begin(EditKind.MOVE, said, to)
        self._place(articles, to)
        return edit

    def rename(self, event: str, title: str) -> Edit:
        """Give an event another statement."""
        if not title.strip():
            raise InputError("The statement is empty; say in one sentence what happened")
        old = self._library.titles[event]
        edit = self.begin(EditKind.RENAME, f"“{old}” renamed “{title}”", event)
        self._library.titles[event] = title
        return edit

    def undo(self) -> Edit:
        """Take back the newest act."""
        edit, articles, titles, addresses, persons = self._done.pop(0)
        self._library.calls.append(("undo", edit.said))
        self._library.articles, self._library.titles = articles, titles
        self._library.addresses = addresses
        self._library.speaking.persons = persons
        self._library.correcting.take_back(edit)
        self._library.revision += 1
        return edit

    def edits(self) -> tuple[Edit, ...]:
        """Return what stands, newest first."""
        return tuple(edit for edit, *_ in self._done)


class FakeSpeaking:
    """Stands in for ``embeddings.speaking.Speaking``: a key per name, and who they are."""

    def __init__(self, library: "FakeLibrary") -> None:
        """Know the speakers of one library."""
        self._library = library
        self._quotes: list[tuple[int, Quote]] = []
        self.persons: dict[str, str] = {}
        """The first name of the person that each name belongs to."""
        self.shortened: tuple[Shortened, ...] = ()
        self.mentions: tuple[Paragraph, ...] = ()

    def key(self, name: str) -> str:
        """Return the key of a name."""
        return f"s{list(self.persons).index(name) + 1}"

    def say(
        self,
        paragraph: int,
        words: str,
        name: str | None,
        *,
        role: str | None = None,
        direct: bool = True,
        written: str | None = None,
    ) -> None:
        """Give words of a paragraph to somebody; its side is theirs if they carry it."""
        shelf = self._library
        at = paragraph - 1
        start = shelf.paragraphs[at].text.index(words)
        quote = Quote(
            start, start + len(words), direct, name=name, role=role, written=written or name
        )
        if name is not None:
            self.persons.setdefault(name, name)
        self._quotes.append((paragraph, quote))
        judged = shelf.paragraphs[at].judgement
        assert judged is not None
        if judged.evidence is not None:
            judged = dataclasses.replace(
                judged, voice=Voice.SPEAKER, name=name, role=role, speaker=written or name,
                person=None if name is None else self.key(name),
            )
            shelf.paragraphs[at] = dataclasses.replace(shelf.paragraphs[at], judgement=judged)
        shelf.revision += 1

    def own_words(self, paragraph: int) -> None:
        """Say that a paragraph's side is the outlet's own."""
        found = self._library.paragraphs[paragraph - 1]
        assert found.judgement is not None
        judged = dataclasses.replace(found.judgement, voice=Voice.OUTLET)
        self._library.paragraphs[paragraph - 1] = dataclasses.replace(found, judgement=judged)

    def said(self) -> tuple[Utterance, ...]:
        """Return everything that is said, by event, then by date."""
        shelf, made = self._library, []
        for number, quote in self._quotes:
            paragraph = shelf.paragraphs[number - 1]
            article = next(a for a in shelf.articles if a.id == paragraph.article)
            person = self.key(self.persons[quote.name]) if quote.name else None
            made.append(Utterance(quote, paragraph, article, person))
        return tuple(
            sorted(made, key=lambda u: (u.article.event or "", u.article.published or "9"))
        )

    def _speaker(self, key: str, said: Sequence[Utterance]) -> Speaker:
        names = [n for n, first in self.persons.items() if self.key(first) == key]
        own = [u for u in said if u.person == key]
        judged = {u.paragraph.id: u.paragraph for u in own if u.judged}
        tally = Counter(p.judgement.stance.value for p in judged.values() if p.judgement)
        sides = [
            next((p for p in judged.values() if p.judgement and p.judgement.stance is side), None)
            for side in (Stance.SUPPORTIVE, Stance.CRITICAL)
        ]
        return Speaker(
            Person(key, max(names, key=len), tuple(names)),
            tuple(dict.fromkeys(u.quote.role for u in own if u.quote.role)),
            len(own),
            tuple(sorted({u.article.outlet for u in own if u.article.outlet})),
            tuple(dict.fromkeys(u.article.event for u in own if u.article.event)),
            Counts(**tally),
            tuple(p for p in sides if p),
        )

    def speakers(self) -> tuple[Speaker, ...]:
        """Return who speaks in the library, most quoted first."""
        self._library.calls.append(("speakers",))
        return self._of(self.said())

    def within(self, view: EventView) -> tuple[Speaker, ...]:
        """Return who speaks in an event as it is shown, most quoted first."""
        self._library.calls.append(("speakers of", view.event.id))
        return self._of(utterances(self.said(), view))

    def _of(self, said: Sequence[Utterance]) -> tuple[Speaker, ...]:
        keys = dict.fromkeys(u.person for u in said if u.person)
        return tuple(sorted((self._speaker(k, said) for k in keys), key=lambda s: -s.quotes))

    def speaker(self, key: str) -> SpeakerView:
        """Return a speaker's view, by the key of any spelling."""
        first = {self.key(name): self.key(who) for name, who in self.persons.items()}
        if key not in first:
            raise NotFoundError(f"no speaker {key}")
        said = self.said()
        own = tuple(u for u in said if u.person == first[key])
        speaker = self._speaker(first[key], said)
        return SpeakerView(speaker, own, self.mentions, self.shortened)

    def utterances(self, event_id: str, key: str | None = None) -> tuple[Utterance, ...]:
        """Return what is said in an event, by one speaker or by all."""
        return tuple(
            u for u in self.said() if u.article.event == event_id and key in (None, u.person)
        )

    def join(self, key: str, others: Sequence[str]) -> Edit:
        """Say that speakers are one."""
        name = {self.key(n): n for n in self.persons}
        if not others:
            raise InputError("Name at least two different speakers to make them one")
        told = ", ".join(f"“{name[other]}”" for other in others)
        edit = self._library.shaping.begin(EditKind.JOIN, f"{told} and “{name[key]}” are one")
        for who, first in list(self.persons.items()):
            if self.key(first) in others:
                self.persons[who] = name[key]
        return edit

    def part(self, key: str, spellings: Sequence[str]) -> Edit:
        """Say that spellings of a speaker are somebody else."""
        name = {self.key(n): n for n in self.persons}
        told = ", ".join(f"“{spelling}”" for spelling in spellings)
        edit = self._library.shaping.begin(
            EditKind.PART, f"{told} is somebody else than “{name[key]}”"
        )
        self.persons |= dict.fromkeys(spellings, spellings[0])
        return edit


class FakeCorrecting:
    """Stands in for ``embeddings.correcting.Correcting``: changes the records of a library."""

    def __init__(self, library: "FakeLibrary") -> None:
        """Correct one library."""
        self._library = library
        self._before: dict[int, list[Paragraph]] = {}

    def _act(self, ids: Sequence[int], said: str, made: Callable[[Judgement], Judgement]) -> Edit:
        shelf = self._library
        before = list(shelf.paragraphs)
        edit = shelf.shaping.begin(EditKind.CORRECT, said)
        self._before[edit.id] = before
        for number in ids:
            found = shelf.paragraphs[number - 1]
            judged = made(found.judgement or Judgement(Stance.NOT_JUDGED, {}))
            shelf.paragraphs[number - 1] = dataclasses.replace(found, judgement=judged)
        return edit

    def take_back(self, edit: Edit) -> None:
        """Put all paragraphs back as they were before an act."""
        if edit.id in self._before:
            self._library.paragraphs = self._before.pop(edit.id)

    def correct(self, paragraphs: Sequence[int], correction: Correction) -> Edit:
        """Say how paragraphs are framed."""
        ids = tuple(paragraphs)
        self._library.calls.append(("label", ids, correction))
        if correction.note == "refused":
            raise InputError("The note :red[cannot] be kept")

        def made(judged: Judgement) -> Judgement:
            machine = judged.machine if judged.correction else judged.stance
            same = judged.stance is correction.stance
            return dataclasses.replace(
                judged, stance=correction.stance, machine=machine,
                confidence=judged.confidence if same else None,
                voice=correction.voice or judged.voice,
                speaker=correction.speaker or judged.speaker,
                name=correction.speaker or judged.name,
                evidence=correction.evidence or judged.evidence,
                correction=dataclasses.replace(correction, at="2025-08-01T09:30:00+00:00"),
            )

        return self._act(ids, f"{len(ids)} corrected: {correction.stance}", made)

    def withdraw(self, paragraphs: Sequence[int]) -> Edit:
        """Let the judge's word hold again."""
        ids = [n for n in paragraphs if n in {c.paragraph.id for c in self.corrections()}]
        self._library.calls.append(("withdraw", tuple(ids)))
        if not ids:
            raise InputError("None of these paragraphs has been corrected")
        return self._act(ids, "correction withdrawn", lambda judged: dataclasses.replace(
            judged, stance=judged.machine or Stance.NOT_JUDGED, machine=None, correction=None,
            confidence=judged.probabilities.get(judged.machine or Stance.NOT_JUDGED),
        ))

    def corrections(self) -> tuple[Corrected, ...]:
        """Return what is corrected."""
        made = []
        for paragraph in self._library.paragraphs:
            judged = paragraph.judgement
            if judged and judged.correction:
                made.append(Corrected(
                    paragraph, "A statement", "", "A headline", judged.correction, judged.machine
                ))
        return tuple(made)


class FakeLibrary:
    """Stands in for ``embeddings.explore.Library``; every verb is recorded in ``calls``."""

    def __init__(self) -> None:
        """Start empty."""
        self.articles: list[Article] = []
        self.paragraphs: list[Paragraph] = []
        self.titles: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        self.reasons: dict[str, Membership] = {}
        self.story: tuple[tuple[str, int | None], ...] = ()
        self.speaking = FakeSpeaking(self)
        self.shaping = FakeShaping(self)
        self.correcting = FakeCorrecting(self)
        self.removed: tuple[tuple[BlockKind, str], ...] = ()
        self.calls: list[tuple[object, ...]] = []
        self.pending = 0
        self.revision = 0
        self.ready = True
        self.size = 4_200_000
        self.tagger = "a tagger"
        self.judge_choice = JudgeChoice()
        self.judge_name = "a judge"
        self.threshold = 0.45
        self.settings: dict[str, str] = {"tour": "dismissed"}
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
        copy_of: str | None = None,
    ) -> Article:
        """Add an article; a text's first character (+ - . * ?) is its stance."""
        self.revision += 1
        self.titles.setdefault(event, title)
        key = f"a{len(self.articles) + 1}"
        article = Article(
            key, title, outlet, published, language, event=event, paragraphs=len(texts),
            copy_of=copy_of,
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
        if not articles and event_id in self.addresses:
            return self._event(self.addresses[event_id])
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
                independent=self._counts([a for a in articles if a.copy_of is None]),
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

    def setting(self, name: str) -> str:
        """Return what a page has kept."""
        return self.settings.get(name, "")

    def save_setting(self, name: str, value: str) -> None:
        """Keep something for the pages."""
        self.settings[name] = value

    def paragraph_article(self, paragraph_id: int) -> str:
        """Return the id of a paragraph's article."""
        for paragraph in self.paragraphs:
            if paragraph.id == paragraph_id:
                return paragraph.article
        raise NotFoundError(f"no paragraph {paragraph_id}")

    def memberships(self, event_id: str) -> tuple[Membership, ...]:
        """Return the reasons given, and else that an article belongs with 0.95."""
        found = [a.id for a in self._event(event_id).articles]
        alone = None if len(found) == 1 else 0.95
        return tuple(self.reasons.get(a, Membership(a, alone, False, False)) for a in found)

    def related_events(self, event_id: str) -> tuple[RelatedEvent, ...]:
        """Return the story given, without the event itself."""
        return tuple(
            RelatedEvent(self._event(e), 0.82, ("Harbour", HOSTILE), days)
            for e, days in self.story
            if e != event_id
        )

    def points(self, event_id: str) -> tuple[Point, ...]:
        """Return every paragraph as a point of its own."""
        view = self.event(event_id)
        return tuple(Point((p,), (self._hit(p).article.outlet or "",)) for p in view.paragraphs)

    def layout(self, event_id: str) -> Layout:
        """Return every paragraph on a plane: those of equal texts have equal vectors."""
        self.calls.append(("layout", event_id))
        found = self.event(event_id).paragraphs
        seeds = [np.frombuffer(p.text[:40].encode().ljust(160), dtype=np.uint8) for p in found]
        made = np.stack([np.random.default_rng(seed).normal(size=8) for seed in seeds])
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        return layout([p.id for p in found], made.astype(np.float32))

    def speaker(self, key: str) -> SpeakerView:
        """Return a speaker's view."""
        return self.speaking.speaker(key)

    def utterances(self, event_id: str, key: str | None = None) -> tuple[Utterance, ...]:
        """Return what is said in an event."""
        return self.speaking.utterances(event_id, key)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: SearchMode = SearchMode.BOTH,
        facets: Facets | None = None,
    ) -> tuple[Hit, ...]:
        """Return paragraphs that contain the first word of the query and have the facets."""
        self.calls.append(("search", query, k, mode))
        if query == "bad":
            raise InputError("The query cannot be used.")
        word = query.split(maxsplit=1)[0].casefold()
        hits = [self._hit(p) for p in self.paragraphs if word in p.text.casefold()]
        return tuple(h for h in hits if _has(h, facets or Facets()))[:k]

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


def _has(hit: Hit, asked: Facets) -> bool:
    day, judged = hit.article.published or "", hit.paragraph.judgement
    return all((
        asked.outlet in (None, hit.article.outlet),
        asked.first is None or asked.first <= day,
        asked.last is None or "" < day <= asked.last,
        asked.event in (None, hit.article.event),
        asked.stance in (None, judged.stance if judged else None),
        asked.voice in (None, judged.voice if judged else None),
    ))


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


def voiced() -> FakeLibrary:
    """Return the library of :func:`bridge` with speakers in it, and three that are no one's.

    Paragraph 2 is the mayor's, 3 the residents' (unnamed), 5 the outlet's own; in 7 and 8 the
    mayor speaks again, under another spelling, and Jonas Weil is quoted in 1.
    """
    library = bridge()
    speaking = library.speaking
    speaking.say(2, '"a gift to our children"', "Ada Lindqvist", role="mayor", written="The mayor")
    speaking.say(3, "it will ruin the old harbour", None, direct=False, written="Residents")
    speaking.own_words(5)
    speaking.say(7, "The court did the right thing.", "Lindqvist", role="Ms", direct=False)
    speaking.say(8, "sat for six days", "Lindqvist")
    speaking.say(1, "on Thursday", "Jonas Weil", role="clerk")
    return library


REFUSED = (
    Skipped("/home/x/empty.txt", "The file is empty."),
    Skipped(":red[zip].html", "The file is not text: it begins like a zip archive."),
)
