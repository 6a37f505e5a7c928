"""The workshop: ``train`` makes the weights that ship anew, ``evaluate`` measures them."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from embeddings.arguments import chosen, offer_judges, positive
from embeddings.encoder import Encoder
from embeddings.errors import InputError
from embeddings.evaluation import (
    Result,
    evaluate_benchmarks,
    evaluate_copies,
    evaluate_events,
    evaluate_framing,
    evaluate_names,
    evaluate_quotes,
    evaluate_voices,
    labelled_rows,
    record,
)
from embeddings.explore import THRESHOLD
from embeddings.judges import FRAMING
from embeddings.lessons import placed
from embeddings.networks import EMBEDDED, CrossEncoder
from embeddings.training import (
    MEMBERS,
    QUOTES_EPOCHS,
    RATE,
    finish_framing,
    is_whole,
    teach,
    train_framing,
    train_grouping,
    train_pairs,
    train_quotes,
    train_reading,
    train_talk,
)
from embeddings.voices import voice_reader

__all__ = ["SAMPLE_GOLD", "add_commands"]

SAMPLE_GOLD = Path(__file__).parent / "sample"


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the two commands."""
    _training_options(command("train", _train, "make the weights that ship anew"))
    evaluate = command("evaluate", _evaluate, "measure the product on labelled data")
    evaluate.add_argument("what", choices=[
        "framing", "names", "benchmarks", "events", "copies", "quotes", "voices",
    ])
    evaluate.add_argument(
        "--data", type=Path,
        help="JSONL, gzipped or not: labelled paragraphs (default: the sample's) or articles; "
        "benchmarks, quotes: the folder of the sets",
    )
    offer_judges(evaluate)
    evaluate.add_argument("--haystack", type=Path, help="events: JSONL of other articles")
    evaluate.add_argument("--others", type=positive, default=1000, help="events: how many")
    evaluate.add_argument(
        "--first", type=positive, default=3000, help="copies: of so many articles"
    )
    evaluate.add_argument("--skip", type=int, default=0, help="copies: begin after so many")
    evaluate.add_argument(
        "--events", type=Path, help="copies: JSONL of gold events, whose reports are no copies"
    )
    evaluate.add_argument(
        "--labels", type=Path, metavar="FILE",
        help="framing: labels that name their paragraphs only; --data is the folder of the texts",
    )
    evaluate.add_argument(
        "--held-out", action="store_true",
        help="store with the results that nothing of the model was chosen on this data",
    )
    evaluate.add_argument("--record", type=Path, metavar="FILE", help="store the results here")


def _training_options(train: argparse.ArgumentParser) -> None:
    train.add_argument(
        "what", choices=["framing", "grouping", "pairs", "reading", "talk", "lessons", "quotes"]
    )
    train.add_argument(
        "--data", type=Path, required=True,
        help="framing: the folder that holds event-stance, stance and nli; quotes: that which "
        "holds polnear; grouping, lessons: "
        "JSONL, gzipped or not; pairs: the folder of news-events; reading: pages with gold; "
        "talk: a folder of site.txt, news.txt",
    )
    train.add_argument(
        "--plain", type=Path, help="reading, talk: JSONL of articles without furniture"
    )
    train.add_argument(
        "--output", type=Path, required=True,
        help="framing, quotes: the model's folder; grouping: the .npz file; pairs, reading, talk: "
        "the weights' file; lessons: gzipped JSONL",
    )
    train.add_argument("--haystack", type=Path, help="pairs: JSONL of other articles")
    train.add_argument("--among", type=int, default=0, help="pairs: how many of them")
    train.add_argument(
        "--base", default=EMBEDDED,
        help="framing: the name or folder of an encoder (default: the embedded one)",
    )
    train.add_argument(
        "--members", type=positive, default=MEMBERS, help="framing: networks whose mean answers"
    )
    train.add_argument(
        "--member", type=int, help="framing: train only this one of them, from 0"
    )
    train.add_argument(
        "--average", action="store_true",
        help="framing: make one network of the members' mean weights",
    )
    train.add_argument("--begin", type=Path, help="framing: the folder of a model to go on from")
    train.add_argument(
        "--others", action="store_true",
        help="framing: learn the public sets of stance and inference first",
    )
    train.add_argument(
        "--teacher", type=Path, nargs="+", default=[], metavar="PATH",
        help="lessons: the folder of the model that labels; framing: files of such lessons",
    )
    train.add_argument(
        "--labels", type=Path, nargs="+", default=[],
        help="framing: further labels, which name their paragraphs in the data and hold no text",
    )
    train.add_argument("--first", type=positive, help="lessons: read so many rows only")
    train.add_argument("--seed", type=int, default=0, help="framing, quotes: of chance")
    train.add_argument(
        "--share", type=float, default=1.0, help="framing: of the labelled paragraphs, (0, 1]"
    )
    train.add_argument(
        "--rate", type=float, default=RATE, help="framing: of learning; larger encoders want less"
    )
    train.add_argument(
        "--frozen", type=int, default=0, help="framing: layers of the encoder that stay as they are"
    )
    train.add_argument(
        "--evidence", type=float, default=1.0,
        help="framing: how much the marked words weigh beside the classes",
    )
    train.add_argument("--threads", type=positive, help="framing, quotes: of the processor")
    train.add_argument(
        "--epochs", type=positive, default=QUOTES_EPOCHS, help="quotes: over all paragraphs"
    )


def _train(options: argparse.Namespace) -> int:
    if options.what == "grouping":
        background = train_grouping(options.data, options.output)
        print(f"{options.output}: {background.documents} articles")
        return 0
    if options.what == "pairs":
        print(train_pairs(
            options.data, options.output, Encoder(), haystack=options.haystack,
            others=options.among, report=_report,
        ))
        return 0
    if options.what == "quotes":
        print(train_quotes(
            options.data, options.output, epochs=options.epochs, seed=options.seed,
            threads=options.threads, report=_report,
        ))
        return 0
    if options.what in ("reading", "talk"):
        if options.plain is None:
            raise InputError("Name articles without furniture: --plain FILE.jsonl.gz")
        fit = train_reading if options.what == "reading" else train_talk
        counted = fit(options.data, options.plain, options.output)
        print(f"{options.output}: " + ", ".join(f"{n} {kind}" for kind, n in counted.items()))
        return 0
    if options.what == "lessons":
        if len(options.teacher) != 1:
            raise InputError("Name the model that labels the paragraphs: --teacher FOLDER")
        count = teach(
            options.teacher[0], options.data, options.output, first=options.first,
            seed=options.seed, threads=options.threads, report=_report,
        )
        print(f"{options.output}: {count} paragraphs")
        return 0
    members = range(options.members) if options.member is None else [options.member]
    for member in members:
        train_framing(
            options.data, options.output, base=options.base, seed=options.seed, member=member,
            begin=options.begin, others=options.others, teacher=options.teacher,
            labels=options.labels, share=options.share, rate=options.rate, frozen=options.frozen,
            evidence=options.evidence, threads=options.threads, report=_report,
        )
    if options.member is None or is_whole(options.output, options.members):
        finish_framing(
            options.output, options.data, members=options.members, averaged=options.average
        )
    print(options.output)
    return 0


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _evaluate(options: argparse.Namespace) -> int:
    gold = SAMPLE_GOLD / "quotes.jsonl" if options.what == "quotes" else SAMPLE_GOLD
    if options.labels is not None and (options.what != "framing" or options.data is None):
        raise InputError("--labels is for framing, and --data then names the folder of the texts")
    data = options.data or gold
    # The command is stored with the figures; folders differ from machine to machine.
    told = f"python -m embeddings evaluate {options.what} --data {data.name}"
    if options.judge:
        told += f" --judge {Path(options.judge).name}"
    results = _measured(options, data, told)
    if options.held_out:
        results = [{**row, "held_out": True} for row in results]
    if options.record is not None:
        record(options.record, results)
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        for row in results:
            print(f"{row['value']:.3f}  {row['metric']} (n = {row['n']})")
    return 0


def _measured(options: argparse.Namespace, data: Path, told: str) -> list[Result]:
    """Return the results of what the options name; ``told`` is the command as it is stored."""
    if options.what == "framing":
        labelled = None
        if options.labels is not None:
            labelled = labelled_rows(placed(options.labels, data))
            data, told = options.labels, f"{told} --labels {options.labels.name}"
        return evaluate_framing(
            data, chosen(options), threshold=THRESHOLD, command=told, labelled=labelled
        )
    if options.what == "names":
        return evaluate_names(data, chosen(options), command=told)
    if options.what == "benchmarks":
        folder = Path(options.judge) if options.judge else FRAMING
        return evaluate_benchmarks(data, CrossEncoder(folder), command=told)
    if options.what == "quotes":
        return evaluate_quotes(data, voice_reader(), command=told)
    if options.what == "voices":
        return evaluate_voices(data, chosen(options), voice_reader(), command=told)
    if options.what == "copies":
        told += f" --skip {options.skip} --first {options.first}"
        if options.events is not None:
            told += f" --events {options.events.name}"
        return evaluate_copies(
            data, first=options.first, skip=options.skip, events=options.events, command=told
        )
    if options.haystack is not None:
        told += f" --haystack {options.haystack.name} --others {options.others}"
    return evaluate_events(
        data, Encoder(), haystack=options.haystack, others=options.others, command=told,
    )
