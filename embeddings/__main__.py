"""The command line: ``python -m embeddings [--library DIR] COMMAND``."""

import argparse
import datetime
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from embeddings import export, workshop
from embeddings.arguments import SHIPPED, choice, chosen, offer_judges, positive
from embeddings.certainty import at_least, utterances
from embeddings.correcting import gold_lines, measure
from embeddings.endpoint import Estimate
from embeddings.errors import InputError, StanceError
from embeddings.explore import Library
from embeddings.judges import at_once, estimate
from embeddings.quotes import paragraphs
from embeddings.records import (
    Correction,
    Edit,
    Event,
    Facets,
    Progress,
    SearchMode,
    Span,
    Speaker,
    Stance,
    Voice,
)
from embeddings.shaping import Shaping
from embeddings.stance import Case
from embeddings.voices import voice_reader

__all__ = ["main"]

# Lines judged together: enough to sort by length, few enough to see them come.
_JUDGE_AT_ONCE = 256
_QUOTE_AT_ONCE = 16
# Seconds between lines about judging where standard error is no screen.
_PAUSE = 5.0
_UNRELATED, _WITHDRAW = "unrelated", "withdraw"
_LABELS = ("supportive", "critical", "neutral", "mixed", _UNRELATED, _WITHDRAW)
T = TypeVar("T")
_DEFAULT_LIBRARY = Path(__file__).parent.parent / ".library"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 (some of it failed) or 2 (nothing could be done)."""
    options = _parser().parse_args(arguments)
    # This door alone reads the environment; what needs it is handed it.
    options.environment = os.environ
    try:
        return int(options.run(options))
    except StanceError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output has gone; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("stopped; what was added stays", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m embeddings", description="Stance Explorer")
    parser.add_argument("--library", type=Path, metavar="DIR", help="the library folder")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, summary: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=summary, description=summary)
        made.add_argument("--json", action="store_true", help="print JSON")
        # Also after the command, where people type it; the one before it holds otherwise.
        made.add_argument(
            "--library", type=Path, metavar="DIR", default=argparse.SUPPRESS,
            help="the library folder",
        )
        made.set_defaults(run=run)
        return made

    add = command("add", _add, "read, embed, group and judge articles")
    add.add_argument("paths", nargs="+", metavar="PATH", help="files and folders")
    offer_judges(add, default=None, said=f"the library's own; {SHIPPED}: the shipped model")
    command("events", _events, "list the events")
    event = command("event", _event, "show one event with every paragraph")
    event.add_argument("id")
    search = command("search", _search, "find paragraphs")
    search.add_argument("query")
    search.add_argument("-k", type=positive, default=10, help="how many (default 10)")
    search.add_argument("--mode", type=SearchMode, choices=list(SearchMode),
                        default=SearchMode.BOTH)
    search.add_argument("--outlet", help="only paragraphs of this outlet")
    search.add_argument("--event", metavar="ID", help="only paragraphs of this event")
    search.add_argument("--from", dest="first", type=_day, metavar="DATE",
                        help="only articles of this day or later (YYYY-MM-DD)")
    search.add_argument("--to", dest="last", type=_day, metavar="DATE",
                        help="only articles of this day or earlier")
    search.add_argument("--voice", type=Voice, choices=list(Voice),
                        help="only paragraphs whose side is told in this voice")
    search.add_argument("--stance", type=Stance, choices=list(Stance),
                        help="only paragraphs that are judged so")
    judge = command("judge", _judge, "judge the paragraphs of a JSONL file; - for standard input")
    judge.add_argument("file", help="lines of {id, event, paragraph, previous?, headline?}")
    offer_judges(judge)
    _speaking_options(command)
    out = command("export", _export, "write one event as a table, a brief, or citations")
    out.add_argument("id")
    out.add_argument("--format", choices=[str(f) for f in export.Format], required=True)
    out.add_argument("--output", type=Path, metavar="FILE", help="else standard output")
    out.add_argument("--date", type=_day, help="the date that the file bears (default today)")
    out.add_argument("--sure", type=_percent, metavar="PERCENT",
                     help="paragraphs of which the judge is less sure are not judged")
    _shaping_options(command)
    _correcting_options(command)
    remove = command("remove", _remove, "remove articles")
    remove.add_argument("ids", nargs="+", metavar="ARTICLE")
    saved = command("backup", _backup, "write the whole library to one file")
    saved.add_argument("file", type=Path)
    restored = command("restore", _restore, "replace the library by what a backup holds")
    restored.add_argument("file", type=Path)
    restored.add_argument("--replace", action="store_true",
                          help="also where the library holds articles, which are lost")
    command("check", _check, "verify the library and repair what is only cache")
    workshop.add_commands(command)
    return parser


def _speaking_options(command: Callable[..., argparse.ArgumentParser]) -> None:
    quotes = command("quotes", _quotes, "find who says what in the texts of a JSONL file")
    quotes.add_argument("file", help="lines of {id, text}; - for standard input")
    speakers = command("speakers", _speakers, "list who speaks, in an event or in the library")
    speakers.add_argument("id", nargs="?", metavar="EVENT")
    speaker = command("speaker", _speaker, "show what one speaker says")
    speaker.add_argument("key", metavar="SPEAKER", help="as listed by speakers")
    join = command("join", _join, "say that speakers are one and the same")
    join.add_argument("keys", nargs="+", metavar="SPEAKER")
    part = command("part", _part, "say that spellings of a speaker are somebody else")
    part.add_argument("key", metavar="SPEAKER")
    part.add_argument("spellings", nargs="+", metavar="SPELLING")


def _correcting_options(command: Callable[..., argparse.ArgumentParser]) -> None:
    correct = command("correct", _correct, "say how paragraphs are framed, above the judge")
    correct.add_argument("ids", nargs="+", type=positive, metavar="PARAGRAPH")
    correct.add_argument("--as", dest="stance", required=True, choices=_LABELS,
                         help="unrelated: not about the event; withdraw: as the judge has it")
    correct.add_argument("--voice", type=Voice, choices=list(Voice))
    correct.add_argument("--speaker", help="who says it")
    correct.add_argument("--evidence", metavar="WORDS", help="word for word, of one paragraph")
    correct.add_argument("--note", default="")
    corrections = command("corrections", _corrections, "list the corrections that hold")
    corrections.add_argument("--gold", type=Path, metavar="FILE",
                             help="write them as labelled paragraphs for evaluate framing")


def _shaping_options(command: Callable[..., argparse.ArgumentParser]) -> None:
    merge = command("merge", _merge, "put the articles of events into the first one")
    merge.add_argument("ids", nargs="+", metavar="EVENT")
    split = command("split", _split, "make articles an event of their own")
    split.add_argument("articles", nargs="+", metavar="ARTICLE")
    move = command("move", _move, "move articles into another event")
    move.add_argument("articles", nargs="+", metavar="ARTICLE")
    move.add_argument("--to", required=True, metavar="EVENT")
    rename = command("rename", _rename, "give an event another statement")
    rename.add_argument("id", metavar="EVENT")
    rename.add_argument("statement")
    command("undo", _undo, "take back the newest act that changed something by hand")
    command("edits", _edits, "list what was changed by hand, newest first")
    why = command("why", _why, "say of each article of an event why it is there")
    why.add_argument("id", metavar="EVENT")
    similar = command("similar", _similar, "list the articles that are most like one")
    similar.add_argument("id", metavar="ARTICLE")
    similar.add_argument("-k", type=positive, default=10, help="how many (default 10)")
    related = command("related", _related, "list the other events of an event's story")
    related.add_argument("id", metavar="EVENT")


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2025-07-04") from error


def _percent(text: str) -> float:
    """Read ``60`` or ``60%`` as a share."""
    try:
        value = float(text.removesuffix("%")) / 100
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a number of percent") from error
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 100 percent")
    return value


def _open(options: argparse.Namespace) -> Library:
    folder = options.library or os.environ.get("STANCE_LIBRARY") or _DEFAULT_LIBRARY
    return Library.open(Path(folder), environment=options.environment)


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


class _Ticker:
    """Progress on standard error: one line that changes, or plain lines where it is no screen."""

    def __init__(self) -> None:
        self._screen = sys.stderr.isatty()
        self._last = ""
        self._printed = -_PAUSE

    def __call__(self, step: Progress) -> None:
        of = f" · {step.done} of {step.total}" if step.total else f" · {step.done}"
        line = f"{step.step} {step.item}{of}"
        if self._screen:
            print(f"\r\033[K{line[:100]}", end="", file=sys.stderr, flush=True)
        elif step.step in ("Added", "Judging", "Grouping") and line != self._last:
            # Judging is reported with every few paragraphs: too often for a file of lines.
            if step.step == "Judging" and step.done < step.total:
                if time.monotonic() < self._printed + _PAUSE:
                    return
                self._printed = time.monotonic()
            print(line, file=sys.stderr, flush=True)
        self._last = line

    def done(self) -> None:
        if self._screen and self._last:
            print(file=sys.stderr)


def _add(options: argparse.Namespace) -> int:
    library = _open(options)
    _set_judge(library, options)
    ticker = _Ticker()
    summary = library.add([Path(path) for path in options.paths], progress=ticker)
    ticker.done()
    library.close()
    if options.json:
        _print(export.summary_json(summary))
    else:
        print(
            f"{summary.articles} articles added ({summary.paragraphs} paragraphs), "
            f"{summary.unchanged} known already, {len(summary.skipped)} not added, "
            f"{summary.seconds:.1f} s"
        )
        for change in summary.changes:
            took = f", which took in {', '.join(change.merged)}" if change.merged else ""
            print(f"  {change.kind} {change.event}: {len(change.articles)} "
                  f"article{'' if len(change.articles) == 1 else 's'}  {change.title}{took}")
    for skipped in summary.skipped:
        print(f"{skipped.path}: {skipped.reason}", file=sys.stderr)
    return 1 if summary.skipped else 0


def _set_judge(library: Library, options: argparse.Namespace) -> None:
    """Let the library judge with what the command names, if it names a judge."""
    if options.judge is None:
        if options.judge_model or options.judge_consent:
            raise InputError("--judge-model and --judge-consent go with --judge")
        return
    wanted = choice(options)
    _tell(library.prospect(wanted).estimate, "and one for each paragraph that is added")
    library.use_judge(wanted)


def _tell(told: Estimate | None, more: str = "") -> None:
    """Say what an endpoint will be asked, before it is; nothing of a judge on this machine."""
    if told is not None:
        print(
            f"{told.calls} requests{more and f', {more}'}: {told.characters} characters, at most "
            f"{told.tokens_in} tokens to the endpoint and {told.tokens_out} back",
            file=sys.stderr, flush=True,
        )


def _events(options: argparse.Namespace) -> int:
    events = _open(options).overview().events
    if options.json:
        _print([export.event_json(event) for event in events])
        return 0
    if not events:
        print("The library is empty; add articles with: python -m embeddings add PATH")
    for event in events:
        print(_line(event))
    return 0


def _line(event: Event) -> str:
    counts = event.counts
    return (
        f"{event.id:>4}  {event.first or 'date unknown'}  ▲{counts.supportive} "
        f"●{counts.neutral} ▼{counts.critical}  {len(event.articles)} articles  {event.title}"
    )


def _event(options: argparse.Namespace) -> int:
    view = _open(options).event(options.id)
    print(export.render(view, "json" if options.json else "md"), end="")
    return 0


def _search(options: argparse.Namespace) -> int:
    facets = Facets(options.outlet, options.first, options.last, options.event, options.stance,
                    options.voice)
    hits = _open(options).search(options.query, k=options.k, mode=options.mode, facets=facets)
    if options.json:
        _print([export.hit_json(hit) for hit in hits])
        return 0
    if not hits:
        print("Nothing found")
    for hit in hits:
        where = f"{hit.article.outlet or 'outlet not stated'}, {hit.article.title}"
        print(f"{hit.score:.3f}  {where}, ¶ {hit.paragraph.position + 1}\n  {hit.paragraph.text}")
    return 0


def _judge(options: argparse.Namespace) -> int:
    rows = list(_cases(options.file))
    judge, voices = chosen(options), voice_reader()
    _tell(estimate(judge, [case for _, case in rows]))
    size = min(_JUDGE_AT_ONCE, at_once(judge))
    for begin in range(0, len(rows), size):
        part = rows[begin : begin + size]
        # A batch file asks for the model's call on every line; holding back is for the library.
        cases = [case for _, case in part]
        judged = voices.attribute(cases, judge.judge(cases, threshold=0.0))
        for (row_id, _), judgement in zip(part, judged, strict=True):
            found = export.judgement_json(judgement)
            assert found is not None
            print(json.dumps({"id": row_id, **found}, ensure_ascii=False), flush=True)
    return 0


def _cases(file: str) -> Iterator[tuple[object, Case]]:
    """Read the lines to judge; ``InputError`` names the first that cannot be used."""

    def case(row: dict[str, object]) -> Case:
        return Case(
            statement=_text(row, "event"), paragraph=_text(row, "paragraph"),
            previous=str(row.get("previous") or ""), headline=str(row.get("headline") or ""),
        )

    return _lines(file, case, "texts event and paragraph")


def _lines(
    file: str, read: Callable[[dict[str, object]], T], wanted: str
) -> Iterator[tuple[object, T]]:
    """Read JSON lines; ``InputError`` names the first that cannot be used."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read as UTF-8 text: {error}") from error
    # Not splitlines: JSON may hold U+2028, which that would take for a line end.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found = read(row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{file}, line {number}: wanted a JSON object with the {wanted}, "
                f"found {error or 'something else'}"
            ) from error
        yield row.get("id", number), found


def _text(row: dict[str, object], key: str) -> str:
    value = row[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} is {value!r}")
    return value


def _quotes(options: argparse.Namespace) -> int:
    rows = list(_lines(options.file, lambda row: _text(row, "text"), "key text"))
    voices = voice_reader()
    for begin in range(0, len(rows), _QUOTE_AT_ONCE):
        part = rows[begin : begin + _QUOTE_AT_ONCE]
        found = voices.find([(text, paragraphs(text)) for _, text in part])
        for (row_id, text), own in zip(part, found, strict=True):
            told = [export.quote_json(quote, text) for quote in own if quote.spoken]
            print(json.dumps({"id": row_id, "quotes": told}, ensure_ascii=False), flush=True)
    return 0


def _speaking(library: Library, event: str | None) -> tuple[Speaker, ...]:
    if event is None:
        return library.speaking.speakers()
    return library.speaking.within(library.event(event))


def _speakers(options: argparse.Namespace) -> int:
    found = _speaking(_open(options), options.id)
    if options.json:
        _print([export.speaker_json(speaker) for speaker in found])
        return 0
    if not found:
        print("Nobody is quoted by name here")
    for speaker in found:
        counts, role = speaker.counts, f", {speaker.roles[0]}" if speaker.roles else ""
        print(f"{speaker.person.key}  ▲{counts.supportive} ▼{counts.critical}  "
              f"{speaker.quotes} quotes  {speaker.person.name}{role}")
    return 0


def _speaker(options: argparse.Namespace) -> int:
    view = _open(options).speaker(options.key)
    if options.json:
        _print(export.speaker_view_json(view))
        return 0
    print(view.speaker.person.name)
    for said in view.said:
        where = f"{said.article.outlet or 'outlet not stated'}, {said.article.title}"
        print(f"{where}, ¶ {said.paragraph.position + 1}\n  {said.words}")
    return 0


def _correct(options: argparse.Namespace) -> int:
    library = _open(options)
    if options.stance == _WITHDRAW:
        return _shown(options, library.correcting.withdraw(options.ids))
    stance = Stance.NOT_JUDGED if options.stance == _UNRELATED else Stance(options.stance)
    correction = Correction(
        stance, options.voice, options.speaker, _evidence(library, options), options.note,
        options.environment.get("USER", ""),
    )
    return _shown(options, library.correcting.correct(options.ids, correction))


def _evidence(library: Library, options: argparse.Namespace) -> Span | None:
    if options.evidence is None:
        return None
    found = library.speaking.paragraphs(options.ids[:1])
    start = found[0].text.find(options.evidence) if found else -1
    if start < 0:
        raise InputError("The evidence must stand in the paragraph word for word")
    return Span(start, start + len(options.evidence))


def _corrections(options: argparse.Namespace) -> int:
    library = _open(options)
    found = library.correcting.corrections()
    measured = measure(found)
    if options.gold is not None:
        try:
            options.gold.write_text(gold_lines(found), encoding="utf-8")
        except OSError as error:
            raise InputError(f"{options.gold} cannot be written: {error.strerror}") from error
    if options.json:
        _print({
            "corrections": [
                {"paragraph": one.paragraph.id, "event": one.statement,
                 "stance": one.correction.stance, "machine": one.machine,
                 "note": one.correction.note, "by": one.correction.by, "at": one.correction.at}
                for one in found
            ],
            "judged": measured.n, "right": measured.right, "unsure": measured.unsure,
        })
        return 0
    for one in found:
        said = f"{one.machine or 'nothing yet'} → {one.correction.stance}"
        print(f"{one.paragraph.id:>6}  {said}  {one.paragraph.text[:80]}")
    print(f"The judge was right in {measured.right} of the {measured.n} that it had judged"
          if measured.n else "Nothing that the judge was sure of has been corrected or confirmed")
    return 0


def _join(options: argparse.Namespace) -> int:
    return _shown(options, _open(options).speaking.join(options.keys[0], options.keys[1:]))


def _part(options: argparse.Namespace) -> int:
    return _shown(options, _open(options).speaking.part(options.key, options.spellings))


def _export(options: argparse.Namespace) -> int:
    library = _open(options)
    view = library.event(options.id)
    if options.sure is not None:
        if options.sure < library.threshold:
            raise InputError(
                f"What is less than {library.threshold:.0%} sure is not judged: ask for more"
            )
        view = at_least(view, options.sure)
    text = export.render(
        view, options.format,
        speakers=library.speaking.within(view),
        said=utterances(library.utterances(view.event.id), view),
        tagger=library.tagger, made=options.date or datetime.date.today().isoformat(),
        certainty=options.sure,
    )
    if options.output is None:
        sys.stdout.write(text)
        return 0
    try:
        options.output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"{options.output} cannot be written: {error.strerror}") from error
    if options.json:
        _print({"output": str(options.output), "characters": len(text)})
    return 0


def _backup(options: argparse.Namespace) -> int:
    articles = _open(options).backup(options.file)
    if options.json:
        _print({"file": str(options.file), "articles": articles})
    else:
        print(f"{options.file}: {articles} articles")
    return 0


def _restore(options: argparse.Namespace) -> int:
    library = _open(options)
    held = len(library.overview().articles)
    if held and not options.replace:
        raise InputError(
            f"The library holds {held} articles, which would be lost; back it up, then add "
            "--replace, or name another folder with --library"
        )
    articles = library.restore(options.file)
    library.close()
    if options.json:
        _print({"articles": articles})
    else:
        print(f"{articles} articles restored")
    return 0


def _merge(options: argparse.Namespace) -> int:
    return _shape(options, lambda shaping: shaping.merge(options.ids[0], options.ids[1:]))


def _split(options: argparse.Namespace) -> int:
    return _shape(options, lambda shaping: shaping.split(options.articles))


def _move(options: argparse.Namespace) -> int:
    return _shape(options, lambda shaping: shaping.move(options.articles, options.to))


def _rename(options: argparse.Namespace) -> int:
    return _shape(options, lambda shaping: shaping.rename(options.id, options.statement))


def _undo(options: argparse.Namespace) -> int:
    return _shape(options, Shaping.undo, done="Undone: ")


def _shape(
    options: argparse.Namespace, act: Callable[[Shaping], Edit], *, done: str = ""
) -> int:
    """Change events by hand, then judge towards what the statements are now."""
    library = _open(options)
    edit = act(library.shaping)
    ticker = _Ticker()
    library.resume(progress=ticker)
    ticker.done()
    library.close()
    return _shown(options, edit, done=done)


def _shown(options: argparse.Namespace, edit: Edit, *, done: str = "") -> int:
    if options.json:
        _print({**export.edit_json(edit), "undone": bool(done)})
    else:
        print(f"{done}{edit.said}{_of_event(edit)}")
    return 0


def _of_event(edit: Edit) -> str:
    return f" (event {edit.events[0]})" if edit.events else ""


def _edits(options: argparse.Namespace) -> int:
    found = _open(options).shaping.edits()
    if options.json:
        _print([export.edit_json(edit) for edit in found])
    elif not found:
        print("Nothing has been changed by hand")
    else:
        for edit in found:
            print(f"{edit.at}  {edit.kind:<6}  {edit.said}{_of_event(edit)}")
    return 0


def _why(options: argparse.Namespace) -> int:
    library = _open(options)
    found = library.memberships(options.id)
    if options.json:
        _print([export.membership_json(one) for one in found])
        return 0
    titles = {article.id: article.title for article in library.event(options.id).event.articles}
    for one in found:
        strength = "alone" if one.strength is None else f"{one.strength:.0%}"
        flag = " borderline" if one.borderline else " placed by hand" if one.placed else ""
        print(f"{one.article}  {strength}{flag}  {titles[one.article]}")
        if one.shared:
            print(f"    shares {', '.join(one.shared)}")
        if one.rival:
            print(f"    next nearest: event {one.rival[0]}, {one.rival[2]:.0%}: {one.rival[1]}")
    return 0


def _similar(options: argparse.Namespace) -> int:
    found = _open(options).similar(options.id, k=options.k)
    if options.json:
        _print([
            {**export.article_json(article), "event": article.event, "likeness": round(score, 4)}
            for article, score in found
        ])
        return 0
    if not found:
        print("The library holds no other article")
    for article, score in found:
        print(f"{score:.0%}  {article.id}  event {article.event}  {article.title}")
    return 0


def _related(options: argparse.Namespace) -> int:
    found = _open(options).related_events(options.id)
    if options.json:
        _print([export.related_json(one) for one in found])
        return 0
    if not found:
        print("No other event of this story")
    for one in found:
        print(f"{_line(one.event)}\n    {one.similarity:.0%} alike; shares {', '.join(one.shared)}")
    return 0


def _remove(options: argparse.Namespace) -> int:
    removed = _open(options).remove(options.ids)
    if options.json:
        _print({"removed": options.ids})
    else:
        print(f"{len(removed)} articles removed")
    return 0


def _check(options: argparse.Namespace) -> int:
    report = _open(options).check()
    if options.json:
        _print(export.check_json(report))
    else:
        print(
            f"{report.articles} articles, {report.paragraphs} paragraphs, "
            f"{report.vectors} vectors: {'damaged' if report.damage else 'sound'}"
        )
        for line in (*report.damage, *report.repaired):
            print(f"  {line}")
    return 1 if report.damage else 0


if __name__ == "__main__":
    sys.exit(main())
