"""The command line: ``python -m embeddings [--library DIR] COMMAND``."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from embeddings import export
from embeddings.crossencoder import CrossEncoder, TrainingPlan
from embeddings.encoder import Encoder
from embeddings.errors import InputError, StanceError
from embeddings.evaluation import evaluate_events, evaluate_framing, record
from embeddings.explore import FRAMING, Library
from embeddings.records import Event, Progress, SearchMode
from embeddings.stance import Case
from embeddings.training import calibrate, train_framing, train_grouping

__all__ = ["main"]

# Lines judged together: enough to sort by length, few enough to see them come.
_JUDGE_AT_ONCE = 256
_DEFAULT_LIBRARY = Path(__file__).parent.parent / ".library"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 (some of it failed) or 2 (nothing could be done)."""
    options = _parser().parse_args(arguments)
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
    command("events", _events, "list the events")
    event = command("event", _event, "show one event with every paragraph")
    event.add_argument("id")
    search = command("search", _search, "find paragraphs")
    search.add_argument("query")
    search.add_argument("-k", type=_positive, default=10, help="how many (default 10)")
    search.add_argument("--mode", type=SearchMode, choices=list(SearchMode),
                        default=SearchMode.BOTH)
    judge = command("judge", _judge, "judge the paragraphs of a JSONL file; - for standard input")
    judge.add_argument("file", help="lines of {id, event, paragraph, previous?, headline?}")
    out = command("export", _export, "write one event as CSV, JSON or Markdown")
    out.add_argument("id")
    out.add_argument("--format", choices=[str(f) for f in export.Format], required=True)
    out.add_argument("--output", type=Path, metavar="FILE", help="else standard output")
    remove = command("remove", _remove, "remove articles")
    remove.add_argument("ids", nargs="+", metavar="ARTICLE")
    command("check", _check, "verify the library and repair what is only cache")
    train = command("train", _train, "make the weights that ship anew")
    train.add_argument("what", choices=["framing", "grouping"])
    train.add_argument("data", type=Path, help="JSONL, gzipped or not: the training split")
    train.add_argument(
        "--output", type=Path, required=True,
        help="framing: a folder for one folder per epoch; grouping: the .npz file",
    )
    train.add_argument("--dev", type=Path, help="framing: JSONL to choose class offsets on")
    train.add_argument("--epochs", type=_positive, default=TrainingPlan().epochs)
    train.add_argument("--seed", type=int, default=TrainingPlan().seed)
    evaluate = command("evaluate", _evaluate, "measure framing or grouping on labelled data")
    evaluate.add_argument("what", choices=["framing", "events"])
    evaluate.add_argument("data", type=Path, help="JSONL, gzipped or not: the dev or val split")
    evaluate.add_argument("--model", type=Path, default=FRAMING, help="framing: a model folder")
    evaluate.add_argument("--haystack", type=Path, help="events: JSONL of other articles")
    evaluate.add_argument("--others", type=_positive, default=1000, help="events: how many")
    evaluate.add_argument("--record", type=Path, metavar="FILE", help="store the results here")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


def _open(options: argparse.Namespace) -> Library:
    folder = options.library or os.environ.get("STANCE_LIBRARY") or _DEFAULT_LIBRARY
    return Library.open(Path(folder))


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


class _Ticker:
    """Progress on standard error: one line that changes, or plain lines where it is no screen."""

    def __init__(self) -> None:
        self._screen = sys.stderr.isatty()
        self._last = ""

    def __call__(self, step: Progress) -> None:
        of = f" · {step.done} of {step.total}" if step.total else f" · {step.done}"
        line = f"{step.step} {step.item}{of}"
        if self._screen:
            print(f"\r\033[K{line[:100]}", end="", file=sys.stderr, flush=True)
        elif step.step in ("Added", "Judging", "Grouping") and line != self._last:
            print(line, file=sys.stderr, flush=True)
        self._last = line

    def done(self) -> None:
        if self._screen and self._last:
            print(file=sys.stderr)


def _add(options: argparse.Namespace) -> int:
    library = _open(options)
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
    for skipped in summary.skipped:
        print(f"{skipped.path}: {skipped.reason}", file=sys.stderr)
    return 1 if summary.skipped else 0


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
    hits = _open(options).search(options.query, k=options.k, mode=options.mode)
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
    library = _open(options)
    for begin in range(0, len(rows), _JUDGE_AT_ONCE):
        part = rows[begin : begin + _JUDGE_AT_ONCE]
        # A batch file asks for the model's call on every line; holding back is for the library.
        judged = library.judge([case for _, case in part], threshold=0.0)
        for (row_id, _), judgement in zip(part, judged, strict=True):
            found = export.judgement_json(judgement)
            assert found is not None
            print(json.dumps({"id": row_id, **found}, ensure_ascii=False), flush=True)
    return 0


def _cases(file: str) -> Iterator[tuple[object, Case]]:
    """Read the lines to judge; ``InputError`` names the first that cannot be used."""
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
            case = Case(
                statement=_text(row, "event"), paragraph=_text(row, "paragraph"),
                previous=str(row.get("previous") or ""),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{file}, line {number}: wanted a JSON object with the texts event and "
                f"paragraph, found {error or 'something else'}"
            ) from error
        yield row.get("id", number), case


def _text(row: dict[str, object], key: str) -> str:
    value = row[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} is {value!r}")
    return value


def _export(options: argparse.Namespace) -> int:
    text = export.render(_open(options).event(options.id), options.format)
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


def _train(options: argparse.Namespace) -> int:
    if options.what == "grouping":
        background = train_grouping(options.data, options.output)
        print(f"{options.output}: {background.documents} articles")
        return 0
    plan = TrainingPlan(epochs=options.epochs, seed=options.seed)
    folder = train_framing(
        options.data, options.output, plan,
        report=lambda line: print(line, file=sys.stderr, flush=True),
    )
    if options.dev is not None:
        print(f"offsets {calibrate(folder, options.dev)}", file=sys.stderr)
    print(folder)
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    # The command is stored with the figures; folders differ from machine to machine.
    told = f"python -m embeddings evaluate {options.what} {options.data.name}"
    if options.what == "framing":
        scorer = CrossEncoder(options.model)
        results = evaluate_framing(options.data, scorer, command=told)
    else:
        if options.haystack is not None:
            told += f" --haystack {options.haystack.name} --others {options.others}"
        results = evaluate_events(
            options.data, Encoder(), haystack=options.haystack, others=options.others,
            command=told,
        )
    if options.record is not None:
        record(options.record, results)
    if options.json:
        _print(results)
    else:
        for row in results:
            print(f"{row['value']:.3f}  {row['metric']} (n = {row['n']})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
