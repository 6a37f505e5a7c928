"""Labelled data of many kinds as training pairs of one kind.

Public sets of stance, sentiment and inference come as they lie in the data folder: gzipped JSONL
with ``text``, ``target``, ``label`` or ``premise``, ``hypothesis``, ``label``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from embeddings.errors import InputError
from embeddings.evaluation.results import rows
from embeddings.networks import Example
from embeddings.stance import Case, pair
from embeddings.text import text_hash

__all__ = [
    "HEADS", "OTHER_HEADS", "VOICES", "auxiliary", "case_of", "framing", "paragraphs", "placed",
    "taught",
]

HEADS = {"event": 3, "voice": 3, "relevance": 1}
"""The network's heads and their outputs; ``event`` is the one that judges framing."""
OTHER_HEADS = {"claim": 3, "entity": 3, "holder": 3, "nli": 3}
"""Those of the public sets."""
VOICES = ("outlet", "speaker", "none")

# Which public sets teach which head. Test splits that benchmarks report on are not among them.
_CLAIMS = (
    "vast/train", "vast/dev", "gwsd/train", "argkp/train", "argkp/dev", "perspectrum/train",
    "perspectrum/dev", "iam_stance/train", "iam_stance/dev", "arc_stance/all",
    "debate_arguments/all",
)
_ENTITIES = ("newsmtsc/train", "persent/para_dev")
_HOLDERS = ("dse_news/train", "dse_news/valid")
_INFERENCE = (
    "nli_cad_snli/dev", "nli_cad_snli/train", "nli_docnli_binary/fever-nli_dev",
    "nli_docnli_binary/fever-nli_test", "nli_docnli_binary/mnli_dev",
    "nli_docnli_binary/mnli_test", "nli_ling_in_loop/train", "nli_ling_in_loop/val",
    "nli_rte/dev", "nli_rte/train", "nli_sick/all",
)
_SIDES = {"support": 0, "oppose": 1, "neutral": 2}
_ENTAILED = {"entailment": 0, "contradiction": 1, "neutral": 2}
_SMOOTH = 0.02
_LONGEST_TARGET = 300

# How sure a label is by its stated strength; the rest goes mostly to neutral.
_CERTAINTY = {1: 0.75, 2: 0.92, 3: 0.97}
_NEUTRAL = (0.03, 0.03, 0.94)
_MIXED = (0.45, 0.45, 0.10)
# The model must also judge a paragraph whose predecessor is unknown.
_WITHOUT_PREVIOUS = 0.15
# So many more examples set a paragraph beside the statement of an event that it is not about.
_STRANGERS = 0.05
# And so many of the neutral ones say who states the fact: that alone is no side.
_REPORTED = 0.06
_FRAMES = (
    "Critics say {}", "According to critics, {}", "Opponents say: {}", "Supporters say {}",
    "According to its supporters, {}", "Officials say {}", "Analysts note: {}",
)


def auxiliary(data: Path) -> list[Example]:
    """Return what public sets of stance and inference under ``data`` teach, a head for each kind.

    A set that is not there is left out; ``InputError`` comes from one that cannot be read.
    """
    found: list[Example] = []
    for task, sets in (("claim", _CLAIMS), ("entity", _ENTITIES), ("holder", _HOLDERS)):
        for path in _present(data / "stance", sets):
            found += _of_stance(path, task)
    for path in _present(data / "nli", _INFERENCE):
        found += _of_inference(path)
    return found


def _present(folder: Path, sets: Sequence[str]) -> Iterator[Path]:
    return (path for name in sets if (path := folder / f"{name}.jsonl.gz").is_file())


def _of_stance(path: Path, task: str) -> Iterator[Example]:
    for row in rows(path):
        if row["label"] not in _SIDES:
            continue
        target = str(row["target"])
        if task == "holder":
            target = f"{row['holder']} towards {target}"
        shares = _smoothed(_SIDES[str(row["label"])])
        yield Example(target[:_LONGEST_TARGET], str(row["text"]), shares, task)


def _of_inference(path: Path) -> Iterator[Example]:
    for row in rows(path):
        first, second = str(row["hypothesis"])[:_LONGEST_TARGET], str(row["premise"])
        label = str(row["label"])
        if label in _ENTAILED:
            yield Example(first, second, _smoothed(_ENTAILED[label]), "nli")
        else:  # "not_entailment" tells the other two apart no further.
            yield Example(first, second, (0.0, 0.5, 0.5), "nli", merged=True)


def _smoothed(side: int) -> tuple[float, ...]:
    return tuple(1 - 2 * _SMOOTH if at == side else _SMOOTH for at in range(3))


# Where the articles lie that labels without their texts are about, and what names their event.
_PLACES = {
    "news-events": ("news-events/train.jsonl.gz", "event_title"),
    "news-events-val": ("news-events/val.jsonl.gz", "event_title"),
    "news-haystack": ("news-haystack/articles.jsonl.gz", "title"),
}

_DIGITS = 16


def paragraphs(text: str) -> list[str]:
    """Return the lines of an article that say something: its paragraphs, in order."""
    return [part.strip() for part in text.split("\n") if part.strip()]


def placed(labels: Path, data: Path) -> list[dict[str, object]]:
    """Return labelled paragraphs out of labels that name them only, as ``framing`` takes them.

    ``labels`` has ``source``, ``article``, ``position``, ``hash`` (the first 16 digits of the
    paragraph's ``text_hash``) and the label: ``stance``, ``strength``, ``voice``, ``evidence``.
    The texts, with ``event``, ``previous`` and ``headline``, come from ``data``.

    Raises:
        InputError: an article is not there, or its paragraph is another one.
    """
    found = [dict(row) for row in rows(labels)]
    articles: dict[tuple[str, str], dict[str, object]] = {}
    for source, (path, _) in _PLACES.items():
        wanted = {str(row["article"]) for row in found if row["source"] == source}
        if wanted:
            for row in rows(data / path):
                if str(row["id"]) in wanted:
                    articles[source, str(row["id"])] = row
    return [_placed(row, articles) for row in found]


def _placed(
    row: dict[str, object], articles: Mapping[tuple[str, str], dict[str, object]]
) -> dict[str, object]:
    source, position = str(row["source"]), row["position"]
    article = articles.get((source, str(row["article"])))
    own = paragraphs(str(article["text"])) if article else []
    if (
        article is None
        or not isinstance(position, int)
        or not 0 <= position < len(own)
        or text_hash(own[position])[:_DIGITS] != row["hash"]
    ):
        raise InputError(f"{source} has no such paragraph: {row['article']}, {position}")
    return {
        **row, "event": article[_PLACES[source][1]], "paragraph": own[position],
        "previous": own[position - 1] if position else "", "headline": article["title"],
    }


def case_of(row: Mapping[str, object]) -> Case:
    """Return the pair that a row of labelled data is about."""
    return Case(str(row["event"]), str(row["paragraph"]), str(row.get("previous") or ""))


def taught(found: Iterable[dict[str, object]]) -> dict[tuple[str, str], Example]:
    """Return what a larger model made of pairs, by statement and paragraph (see ``teach``)."""
    examples = {}
    for row in found:
        case = case_of(row)
        first, second = pair(case)
        shares, marks = row["shares"], row["marks"]
        assert isinstance(shares, list)
        assert isinstance(marks, list)
        # Ranges count characters of the paragraph as the model read it.
        examples[(case.statement, case.paragraph)] = Example(
            first, second, tuple(shares), "event",
            marks=tuple((int(a), int(b), float(s), float(c)) for a, b, s, c in marks),
        )
    return examples


def framing(
    labelled: Sequence[dict[str, object]],
    *,
    seed: int,
    teacher: Mapping[tuple[str, str], Example] | None = None,
) -> list[Example]:
    """Turn rows labelled under the codebook into pairs with soft targets by strength.

    Where a ``teacher`` has read the pair too, the target is the mean of label and teacher.

    A few more set a paragraph beside another event's statement: neutral, and not about it; and
    a few neutral ones are put into somebody's mouth, which takes no side either.
    """
    generator = np.random.default_rng(seed)
    found = []
    for row in labelled:
        bare = bool(generator.random() < _WITHOUT_PREVIOUS)
        case = case_of(row)
        if bare:
            case = replace(case, previous="")
        first, second = pair(case)
        # Ranges count characters of the paragraph as given; they hold where cleaning kept it.
        marks = _marks(row) if second == case.paragraph else None
        voice = row.get("voice")
        read = (teacher or {}).get((case.statement, case.paragraph))
        found.append(
            Example(
                first, second, _between(_shares(row), read.shares if read else None), "event",
                marks=marks,
                voice=VOICES.index(str(voice)) if voice in VOICES else None,
                relevant=bool(row.get("relevant", True)),
            )
        )
    return [*found, *_strangers(labelled, generator), *_reported(labelled, generator)]


def _between(label: tuple[float, ...], read: tuple[float, ...] | None) -> tuple[float, ...]:
    return label if read is None else tuple((a + b) / 2 for a, b in zip(label, read, strict=True))


def _strangers(
    labelled: Sequence[dict[str, object]], generator: np.random.Generator
) -> Iterator[Example]:
    statements = sorted({str(row["event"]) for row in labelled})
    chosen = generator.permutation(len(labelled))[: round(_STRANGERS * len(labelled))]
    for at in chosen:
        row, other = labelled[int(at)], statements[int(generator.integers(len(statements)))]
        if other != row["event"]:
            first, second = pair(replace(case_of(row), statement=other))
            yield Example(
                first, second, _NEUTRAL, "event", marks=(), voice=VOICES.index("none"),
                relevant=False,
            )


def _reported(
    labelled: Sequence[dict[str, object]], generator: np.random.Generator
) -> Iterator[Example]:
    neutral = [row for row in labelled if row["stance"] == "neutral"]
    chosen = generator.permutation(len(neutral))[: round(_REPORTED * len(neutral))]
    for at in chosen:
        row = neutral[int(at)]
        frame = _FRAMES[int(generator.integers(len(_FRAMES)))]
        case = case_of(row)
        first, second = pair(replace(case, paragraph=frame.format(case.paragraph)))
        yield Example(first, second, _NEUTRAL, "event", marks=())


def _marks(row: dict[str, object]) -> tuple[tuple[int, int, float, float], ...]:
    evidence = row.get("evidence") or []
    assert isinstance(evidence, list)
    sides = {"supportive": (1.0, 0.0), "critical": (0.0, 1.0), "mixed": (0.5, 0.5)}
    support, criticism = sides.get(str(row["stance"]), (0.0, 0.0))
    return tuple((start, end, support, criticism) for start, end in evidence)


def _shares(row: dict[str, object]) -> tuple[float, ...]:
    if row["stance"] == "neutral":
        return _NEUTRAL
    if row["stance"] == "mixed":
        return _MIXED
    strength = row["strength"]
    assert isinstance(strength, int)
    sure = _CERTAINTY[strength]
    left = 1 - sure
    supportive = row["stance"] == "supportive"
    return (
        sure if supportive else 0.25 * left, 0.25 * left if supportive else sure, 0.75 * left,
    )
