"""Measure the product on this machine: ``python -m tests.measure add PATH`` and the like.

Each figure is printed, and with ``--record`` stored in ``tests/figures.json`` with its date,
data, model, machine and command.
"""

import argparse
import datetime
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from embeddings.encoder import DEFAULT_MODEL, Encoder
from embeddings.evaluation import record, rows
from embeddings.explore import Library
from embeddings.judges import JudgeChoice, choose
from embeddings.quotes import paragraphs
from embeddings.reading.belonging import WEIGHTS
from embeddings.records import Progress
from embeddings.stance import Case
from embeddings.voices import VoiceReader, voice_reader
from tests.browsing import MISSING, chromium, launched, serving
from tests.conftest import Tagger
from tests.layouts_score import LAYOUTS, figures, read_folder
from tests.measure_pages import STANDINS, measure_pages
from tests.standins import HashedWords, NoJudge, plain_document

Row = dict[str, Any]

ROOT = Path(__file__).parent.parent
FIGURES = Path(__file__).parent / "figures.json"
OF_LAYOUTS = "python -m tests.measure layouts"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.measure", description=__doc__)
    parser.add_argument("--record", action="store_true", help="store the figures")
    parser.set_defaults(model=DEFAULT_MODEL, command=None)
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add", help="time an addition to an empty library")
    add.add_argument("path", type=Path, help="a file or folder; JSONL may be gzipped")
    add.add_argument("--first", type=int, help="only so many articles of a JSONL file")
    add.set_defaults(run=measure_add)
    group = commands.add_parser("grouping", help="time grouping, and one more article")
    group.add_argument("path", type=Path, help="JSONL of articles, gzipped or not")
    group.add_argument("--first", type=int, default=10_000, help="only so many articles")
    group.set_defaults(run=measure_grouping, model=HashedWords.name)
    quotes = commands.add_parser("quotes", help="check stored quotes against their sources")
    quotes.add_argument("path", type=Path, help="JSONL of articles, gzipped or not")
    quotes.add_argument("--first", type=int, default=2000, help="only so many articles")
    quotes.set_defaults(run=measure_quotes, model=voice_reader().name)
    speed = commands.add_parser("speed", help="time embedding, quotes and framing")
    speed.add_argument("path", type=Path, help="JSONL of articles, gzipped or not")
    speed.add_argument("--first", type=int, default=60, help="only so many articles")
    speed.set_defaults(run=measure_speed)
    paint = commands.add_parser("first-paint", help="time the first page in a fresh browser")
    paint.set_defaults(run=measure_first_paint)
    pages = commands.add_parser("pages", help="time the pages of a large library in a browser")
    pages.add_argument("path", type=Path, help="JSONL of articles, gzipped or not")
    pages.add_argument("--first", type=int, default=10_000, help="so many of them")
    pages.add_argument("--keep", type=Path, metavar="DIR",
                       help="make the library there, or take the one that is")
    pages.set_defaults(run=measure_pages, model=STANDINS)
    layouts = commands.add_parser("layouts", help="score the reading of saved pages with gold")
    layouts.add_argument(
        "folder", nargs="?", type=Path, help="pages with gold; else every folder of tests/layouts"
    )
    layouts.add_argument("--as", dest="data", help="what the figures call that folder's pages")
    layouts.add_argument("--misses", action="store_true", help="say what went wrong on each page")
    layouts.set_defaults(run=measure_layouts, model=reader(), command=OF_LAYOUTS)
    table = commands.add_parser("readme", help="write the stored figures into the README")
    table.set_defaults(run=write_readme)
    options = parser.parse_args()
    command = options.command or "python -m tests.measure " + " ".join(
        Path(word).name if "/" in word else word for word in sys.argv[1:] if word != "--record"
    )
    found = [{**row, **facts(command, options.model)} for row in options.run(options)]
    for row in found:
        print(f"{row['value']:10g}  {row['metric']}, n = {row['n']} ({row['data']})")
    if options.record:
        record(FIGURES, found)


def facts(command: str, model: str) -> Row:
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "model": model,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}",
        "command": command,
    }


def reader() -> str:
    """Name the reading of pages by the weights that it uses."""
    return f"reading weights {hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:8]}"


def figures_table() -> str:
    """Return the README's tables of figures, one for each command, made of the stored results."""
    commands: dict[str, dict[str, list[Row]]] = {}
    for path in (*sorted((ROOT / "embeddings" / "models").glob("*/results.json")), FIGURES):
        stored = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        for row in stored:
            made = f"{row['data']}, {row['date']}, {row['model']}, {row['machine']}"
            commands.setdefault(row["command"], {}).setdefault(made, []).append(row)
    return "\n\n".join(_table(command, parts) for command, parts in commands.items())


def _table(command: str, parts: dict[str, list[Row]]) -> str:
    """Draw what one command measured, side by side where it measured several data."""
    if len(parts) == 1:
        [(made, only)] = parts.items()
        lines = [f"| {row['metric']} | {row['value']:g} | {row['n']} |" for row in only]
        head = [f"`{command}` on {made}:", "", "| what | figure | n |", "|---|---|---|"]
        return "\n".join([*head, *lines])
    cells = [{row["metric"]: f"{row['value']:g} ({row['n']})" for row in p} for p in parts.values()]
    metrics = dict.fromkeys(metric for column in cells for metric in column)
    numbers = range(1, len(parts) + 1)
    return "\n".join([
        f"`{command}`, each figure with its n, on:", "",
        *(f"{number}. {made}" for number, made in zip(numbers, parts, strict=True)), "",
        f"| what | {' | '.join(map(str, numbers))} |", "|---" * (len(parts) + 1) + "|",
        *(f"| {m} | {' | '.join(column.get(m, '–') for column in cells)} |" for m in metrics),
    ])


def write_readme(_: argparse.Namespace) -> list[Row]:
    path = ROOT / "README.md"
    before, rest = path.read_text(encoding="utf-8").split("<!-- figures -->", 1)
    after = rest.split("<!-- end of figures -->", 1)[-1]
    path.write_text(
        f"{before}<!-- figures -->\n{figures_table()}\n<!-- end of figures -->{after}",
        encoding="utf-8",
    )
    return []


def measure_add(options: argparse.Namespace) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path, data = options.path, options.path.name
        if options.first:
            path = Path(folder) / "some.jsonl"
            chosen = islice(rows(options.path), options.first)
            path.write_text("".join(json.dumps(r) + "\n" for r in chosen), encoding="utf-8")
            data += f", first {options.first}"
        library = str(Path(folder) / "library")
        command = [
            sys.executable, "-m", "embeddings", "--library", library, "add", str(path), "--json"
        ]
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        seconds = time.monotonic() - began
        # Kilobytes on Linux; the largest of all children so far, which is this one.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        summary = json.loads(done.stdout)
        began = time.monotonic()
        again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        twice = time.monotonic() - began
        assert json.loads(again.stdout)["unchanged"] == summary["articles"]
    articles = int(summary["articles"])
    values = {
        "seconds, program start included": seconds,
        "articles per second": articles / seconds,
        "paragraphs per second": summary["paragraphs"] / seconds,
        "peak memory, MB": peak,
        "seconds to add the same again": twice,
    }
    return [
        {"metric": metric, "value": round(value, 2), "n": articles, "data": data}
        for metric, value in values.items()
    ]


def measure_grouping(options: argparse.Namespace) -> list[Row]:
    steps: list[tuple[float, Progress]] = []
    documents = [
        document for row in islice(rows(options.path), options.first + 1)
        if (document := plain_document(row)).paragraphs
    ]
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(
            Path(folder), encoder=HashedWords(), judge=NoJudge(), voices=VoiceReader(Tagger())
        )
        summary = library.add_documents(
            documents[:-1], progress=lambda step: steps.append((time.monotonic(), step))
        )
        grouped = [
            at for at, step in steps if step.step == "Grouping" and step.item.endswith("articles")
        ]
        began = time.monotonic()
        one = library.add_documents(documents[-1:])
        more = time.monotonic() - began
        library.close()
    assert one.articles == 1
    values = {
        "seconds to group them": grouped[-1] - grouped[0],
        "seconds to add one more article, whole": more,
    }
    data = f"{options.path.name}, first {options.first}, {summary.paragraphs} paragraphs"
    return [
        {"metric": metric, "value": round(value, 2), "n": summary.articles, "data": data}
        for metric, value in values.items()
    ]


def measure_quotes(options: argparse.Namespace) -> list[Row]:
    """Add articles with the shipped tagger; compare what is shown with the stored sources."""
    documents = [
        document for row in islice(rows(options.path), options.first)
        if (document := plain_document(row)).paragraphs
    ]
    steps: list[tuple[float, Progress]] = []
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder), encoder=HashedWords(), judge=NoJudge())
        library.warm()
        summary = library.add_documents(
            documents, progress=lambda step: steps.append((time.monotonic(), step))
        )
        spent = sum(
            after - at for (at, step), (after, _) in pairwise(steps) if step.step == "Quotes"
        )
        shown = wrong = named = 0
        for event in library.overview().events:
            for said in library.utterances(event.id):
                source = library.document(said.article.id).source
                start = said.paragraph.start + said.quote.start
                shown += 1
                named += said.quote.name is not None
                wrong += source[start : start + len(said.words)] != said.words
                who = said.quote.speaker
                if who is not None:
                    begin = said.paragraph.start + who.start
                    end = said.paragraph.start + who.end
                    wrong += source[begin:end] != said.quote.written
                for word in (said.quote.name, said.quote.role):
                    wrong += word is not None and word not in source
        library.close()
    cases = [
        Case(document.title, document.text(span))
        for document in documents[:40] for span in document.paragraphs
    ]
    judge = choose(JudgeChoice())
    judge.warm()
    began = time.monotonic()
    judge.judge(cases)
    judged = len(cases) / (time.monotonic() - began)
    long = "\n".join(d.text(s) for d in documents for s in d.paragraphs)[:2_000_000]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    [own] = voice_reader().find([(long, paragraphs(long))])
    seconds = time.monotonic() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert own
    data = f"{options.path.name}, first {options.first}"
    values: dict[str, tuple[float, int]] = {
        "quotes that are no verbatim slice, or whose speaker is none": (wrong, shown),
        "share of quotes with a name": (named / shown, shown),
        "paragraphs per second read for quotes": (summary.paragraphs / spent, summary.paragraphs),
        "paragraphs per second judged, for comparison": (judged, len(cases)),
        "seconds for one article of 2 MB": (seconds, 1),
        "megabytes more at the peak, for one article of 2 MB": (grown, 1),
    }
    return [
        {"metric": metric, "value": round(value, 3), "n": n, "data": data}
        for metric, (value, n) in values.items()
    ]


def measure_speed(options: argparse.Namespace) -> list[Row]:
    """Time the three models on the same paragraphs, in turns, each loaded before."""
    documents = [plain_document(row) for row in islice(rows(options.path), options.first)]
    documents = [document for document in documents if document.paragraphs]
    cases = [
        Case(d.title, d.text(span), d.text(d.paragraphs[at - 1]) if at else "", d.title)
        for d in documents for at, span in enumerate(d.paragraphs)
    ]
    texts = [case.paragraph for case in cases]
    encoder, judge, voices = Encoder(), choose(JudgeChoice()), voice_reader()
    works: dict[str, Callable[[], object]] = {
        "embedded": lambda: encoder.encode(texts),
        "read for quotes": lambda: voices.find([(d.source, d.paragraphs) for d in documents]),
        "judged": lambda: judge.judge(cases),
    }
    encoder.encode(texts[:8])
    judge.warm()
    voices.warm()
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(3):
        for name, work in works.items():
            began = time.monotonic()
            work()
            spent[name].append(time.monotonic() - began)
    rates = {name: len(texts) / statistics.median(times) for name, times in spent.items()}
    data = f"{options.path.name}, first {options.first}"
    values = {f"paragraphs per second {name}": rate for name, rate in rates.items()}
    values["speed of judging over that of embedding"] = rates["judged"] / rates["embedded"]
    return [
        {"metric": metric, "value": round(value, 2), "n": len(texts), "data": data}
        for metric, value in values.items()
    ]


def measure_layouts(options: argparse.Namespace) -> list[Row]:
    if options.data and not options.folder:
        raise SystemExit("--as names the pages of one folder; say which")
    chosen = [options.folder] if options.folder else layout_folders()
    measured = []
    for folder in chosen:
        scores = read_folder(folder)
        if options.misses:
            print("\n".join(f"{page}: {m}" for page, s in scores.items() for m in s.misses))
        data = options.data or data_of(folder)
        measured += [
            {"metric": f.metric, "value": f.value, "n": f.n, "data": data}
            for f in figures(scores.values())
        ]
    return measured


def layout_folders() -> list[Path]:
    return sorted(path for path in LAYOUTS.iterdir() if path.is_dir())


def data_of(folder: Path) -> str:
    path = folder.resolve()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def measure_first_paint(_: argparse.Namespace) -> list[Row]:
    found = chromium()
    if found is None:
        raise SystemExit(MISSING)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        with serving(Path(folder) / "library", Path(folder) / "log") as served:
            up = time.monotonic() - began
            with launched(found) as browser:
                page = browser.new_page()
                opened = time.monotonic()
                page.goto(f"{served.url}/")
                page.get_by_role("heading", level=1).wait_for()
                painted = time.monotonic() - opened
    return [
        {"metric": "seconds until the server answers", "value": round(up, 2), "n": 1,
         "data": "empty library"},
        {"metric": "seconds from opening the page to its heading", "value": round(painted, 2),
         "n": 1, "data": "empty library"},
    ]


if __name__ == "__main__":
    main()
