"""Do names decide? Judgements of the same paragraphs with other names in them.

People, parties, countries, their adjectives and outlets are replaced by others of their kind,
each everywhere alike in statement, headline, paragraph and the one before (an invariance test:
Ribeiro et al. 2020). A second test lets unnamed critics say a fact that nobody criticises.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from embeddings.evaluation.framing import labelled_cases
from embeddings.evaluation.results import Result, facts, mean, result
from embeddings.records import Judgement, Stance
from embeddings.stance import CLASSES, Case, Judge

__all__ = ["evaluate_names", "renamed", "swapped"]

_SURNAMES = (
    "Trump Obama Biden Clinton Romney McConnell Pelosi Sanders Warren Cruz Rubio Ryan Boehner Reid "
    "Schumer Pence Harris Bush McCain Comey Mueller Kavanaugh Barr Pompeo Tillerson Kerry Christie "
    "Cuomo DeSantis Newsom Putin Netanyahu Assad Johnson Merkel Macron Erdogan Modi Zelensky"
).split()
_FIRST_NAMES = (
    "Donald Barack Joe Hillary Mitt Mitch Nancy Bernie Elizabeth Ted Marco Paul John Harry Chuck "
    "Mike Kamala George James Robert Brett Jeff William Rex Chris Andrew Ron Gavin Vladimir "
    "Benjamin Boris Angela Emmanuel David Michael Susan Mark Kevin"
).split()
_COUNTRIES = (
    "Russia China Iran Israel Syria Iraq Afghanistan Ukraine Germany France Britain Mexico Canada "
    "Japan India Turkey Egypt Libya Pakistan Cuba Venezuela Italy Spain Poland"
).split()
_ADJECTIVES = (
    "Russian Chinese Iranian Israeli Syrian Iraqi Afghan Ukrainian German French British Mexican "
    "Canadian Japanese Indian Turkish Egyptian Libyan Pakistani Cuban Venezuelan Italian Spanish "
    "Polish"
).split()
_OUTLETS = (
    "Fox News", "CNN", "MSNBC", "Breitbart", "The New York Times", "The Washington Post",
    "ABC News", "CBS News", "NBC News", "Reuters", "Politico", "USA Today", "The Guardian",
)
_PARTIES = (
    ("Republicans", "Democrats"), ("Republican", "Democratic"), ("GOP", "Democratic Party"),
    ("Conservatives", "Liberals"), ("conservatives", "liberals"), ("Tory", "Labour"),
)


def evaluate_names(path: Path, judge: Judge, *, command: str, seed: int = 0) -> list[Result]:
    """Return how often a label changes with the names, and how often "critics say" turns one."""
    generator = np.random.default_rng(seed)
    labelled = labelled_cases(path)
    pairs = [(one.case, swapped(one.case, generator)) for one in labelled]
    named = [(case, other) for case, other in pairs if case != other]
    before = _nearest(judge.judge([case for case, _ in named]))
    after = _nearest(judge.judge([other for _, other in named]))
    known = facts(path, judge.name, command)
    changed = [a != b for a, b in zip(before, after, strict=True)]
    neutral = [
        one.case for one in labelled
        if one.stance is Stance.NEUTRAL and re.fullmatch(r"[^\"“”.!?]+\.", one.case.paragraph)
    ]
    plain = _nearest(judge.judge(neutral))
    calm = [case for case, side in zip(neutral, plain, strict=True) if side is Stance.NEUTRAL]
    blamed = [replace(c, paragraph=f"{c.paragraph.rstrip('.')}, critics say.") for c in calm]
    turned = [side is not Stance.NEUTRAL for side in _nearest(judge.judge(blamed))]
    return [
        result("labels changed by other names", mean(changed), len(changed), known),
        result("neutral facts turned by “critics say”", mean(turned), len(turned), known),
    ]


def _nearest(judged: Sequence[Judgement]) -> list[Stance]:
    return [_side(judgement) for judgement in judged]


def _side(judgement: Judgement) -> Stance:
    shares = judgement.probabilities
    return max(CLASSES, key=lambda side: shares.get(side, 0.0)) if shares else Stance.NEUTRAL


def swapped(case: Case, generator: np.random.Generator) -> Case:
    """Return a case with other names of the same kinds; itself if none is known in it."""
    text = " ".join((case.statement, case.previous, case.headline, case.paragraph))
    names = _exchange(text, generator)
    if not names:
        return case
    return Case(
        renamed(case.statement, names), renamed(case.paragraph, names),
        renamed(case.previous, names), renamed(case.headline, names),
    )


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Replace whole words, longest first, each once."""
    if not names:
        return text
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(longest)})\b", lambda found: names[found.group()], text)


def _exchange(text: str, generator: np.random.Generator) -> dict[str, str]:
    """Return what each known name of a text becomes; no new name is one of the text's own."""
    names: dict[str, str] = {}
    for kind in (_SURNAMES, _FIRST_NAMES, _OUTLETS):
        names |= _others(kind, text, generator)
    countries = _others(_COUNTRIES, text, generator)
    names |= countries
    adjectives = dict(zip(_COUNTRIES, _ADJECTIVES, strict=True))
    names |= {adjectives[old]: adjectives[new] for old, new in countries.items()}
    left = [word for word in _ADJECTIVES if word not in names]
    names |= _others(left, text, generator)
    for one, other in _PARTIES:
        if re.search(rf"\b(?:{one}|{other})\b", text):
            names[one], names[other] = other, one
    return names


def _others(
    kind: Sequence[str], text: str, generator: np.random.Generator
) -> dict[str, str]:
    used = [name for name in kind if re.search(rf"\b{re.escape(name)}\b", text)]
    free = [name for name in kind if name not in used]
    chosen = generator.permutation(len(free))[: len(used)]
    return {name: free[int(at)] for name, at in zip(used, chosen, strict=False)}
