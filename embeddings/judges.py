"""Which judge: the shipped model, another model by name or folder, or an endpoint by address."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from embeddings.endpoint import EndpointJudge, EndpointSettings, Estimate
from embeddings.errors import InputError, ModelError, StanceError
from embeddings.networks import CrossEncoder, EntailmentReader
from embeddings.records import Judgement
from embeddings.stance import Case, Judge, ReadingJudge

__all__ = [
    "EXAMPLE",
    "FRAMING",
    "JudgeChoice",
    "Prospect",
    "at_once",
    "choose",
    "destination",
    "estimate",
    "recall",
    "regain",
    "remember",
    "settle",
]

FRAMING = Path(__file__).parent / "models" / "framing"
"""The folder of the shipped model."""
EXAMPLE = "http://127.0.0.1:8080/v1"
"""How an endpoint's address looks."""

# Judged and committed at a time: enough to sort by length, few enough to be cancelled soon.
_AT_ONCE = 384
# A language model takes seconds for a paragraph, and what is not committed is paid for twice.
_ASKED_AT_ONCE = 32
# An estimate builds all that would be sent; in parts, that stays small for any library.
_ESTIMATED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """What a user chose: nothing for the shipped model, a name or folder, or an http address.

    ``model`` names the language model of an address, and ``consent`` says that article text may
    leave this computer for it.
    """

    target: str = ""
    model: str = ""
    consent: bool = False

    @property
    def is_endpoint(self) -> bool:
        """Whether the judge is a language model at an address."""
        return self.target.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a judge would have to do in a library, told before it begins.

    ``waiting`` counts the paragraphs that it has not judged; ``estimate`` is what they would send
    and take, of an endpoint only; ``host`` is the computer that would get their text, if it is
    not this one.
    """

    waiting: int
    estimate: Estimate | None = None
    host: str | None = None


def choose(choice: JudgeChoice, environment: Mapping[str, str] | None = None) -> Judge:
    """Return the judge that a choice names; nothing is loaded or sent yet.

    ``environment`` is where an endpoint's key is looked up.

    Raises:
        InputError: an address without a model, one that cannot be used, or one elsewhere without
            consent.
        ModelError: a folder that is not there or holds no usable model.
    """
    if choice.is_endpoint:
        if not choice.model.strip():
            raise InputError("Name the language model of the address as well (--judge-model)")
        host = destination(choice)
        if host is not None and not choice.consent:
            raise InputError(
                f"{host} is not this machine: the text of articles would leave this computer. If "
                "that is wanted, say so (--judge-consent, or the box under Who judges in Library)"
            )
        return EndpointJudge(
            EndpointSettings(choice.target, choice.model, consent=choice.consent),
            environment=environment or {},
        )
    if not choice.target:
        return ReadingJudge(CrossEncoder(FRAMING))
    folder = _folder(choice.target)
    if folder is None and choice.target.startswith(("/", "./", "../", "~")):
        raise ModelError(f"There is no folder {choice.target} with a model")
    if folder is not None and (folder / "model.json").is_file():
        return ReadingJudge(CrossEncoder(folder))
    return ReadingJudge(EntailmentReader(str(folder or choice.target)))


def destination(choice: JudgeChoice) -> str | None:
    """Return the host that article text would be sent to; nothing if it stays on this machine.

    Raises:
        InputError: the address cannot be used.
    """
    if not choice.is_endpoint:
        return None
    # Without consent and key, and with a name that will do, the endpoint's own check can refuse
    # nothing but a place elsewhere: what is local is decided there and nowhere else.
    probe = EndpointJudge(EndpointSettings(choice.target, "any"))
    assert probe.name  # refuses an address that cannot be used
    try:
        probe.warm()
    except InputError:
        return urlsplit(choice.target).hostname
    return None


def settle(choice: JudgeChoice) -> JudgeChoice:
    """Return a choice as it is kept: without stray blanks, a folder by its whole path."""
    target, model = choice.target.strip(), choice.model.strip()
    settled = replace(choice, target=target, model=model)
    folder = None if settled.is_endpoint else _folder(target)
    return settled if folder is None else replace(settled, target=str(folder.resolve()))


def at_once(judge: Judge) -> int:
    """Return how many paragraphs a judge gets, and has committed, at a time."""
    return _ASKED_AT_ONCE if isinstance(judge, EndpointJudge) else _AT_ONCE


def estimate(judge: Judge, cases: Sequence[Case]) -> Estimate | None:
    """Return what an endpoint's judging would send and take; nothing for a judge on this machine.

    Nothing is sent, whatever the consent.
    """
    if not isinstance(judge, EndpointJudge):
        return None
    parts = [
        judge.estimate(cases[begin : begin + _ESTIMATED_AT_ONCE])
        for begin in range(0, len(cases), _ESTIMATED_AT_ONCE)
    ]
    return Estimate(
        sum(part.calls for part in parts), sum(part.characters for part in parts),
        sum(part.tokens_in for part in parts), sum(part.tokens_out for part in parts),
    )


def remember(choice: JudgeChoice, judge: Judge, library: Path) -> str:
    """Return a choice as a library stores it; never with a key.

    Consent holds for the folder where it was given: a library that somebody else has sent must
    not send this user's articles, and key, to an address that is already in it.
    """
    consent = str(library.resolve()) if choice.consent else None
    return json.dumps(
        {"target": choice.target, "model": choice.model, "consent": consent, "name": judge.name}
    )


def recall(stored: str | None, library: Path) -> tuple[JudgeChoice, str]:
    """Return the choice that a library stores, and its judge's name; the shipped if none."""
    if stored is None:
        return JudgeChoice(), ""
    kept = json.loads(stored)
    consent = kept["consent"] is not None and kept["consent"] == str(library.resolve())
    return JudgeChoice(kept["target"], kept["model"], consent), kept["name"]


def regain(
    choice: JudgeChoice, name: str, environment: Mapping[str, str] | None = None
) -> Judge:
    """Return the judge of a choice that was stored when its judge had this name.

    A library must open although its judge has gone: then that one's judgements are shown, and
    judging says why it cannot be.
    """
    try:
        return choose(choice, environment)
    except StanceError as error:
        if not choice.target:
            raise
        return _AbsentJudge(name, error)


class _AbsentJudge:
    """Stands in for a judge that cannot be had at present, under its name."""

    def __init__(self, name: str, error: StanceError) -> None:
        self.name = name
        self._error = error

    def warm(self) -> NoReturn:
        """Say why the judge cannot be had."""
        raise type(self._error)(str(self._error))

    def judge(
        self,
        cases: Sequence[Case],
        *,
        threshold: float = 0.0,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Judgement]:
        """Say why the judge cannot be had."""
        self.warm()


def _folder(target: str) -> Path | None:
    """Return the folder that a target names, if there is one."""
    with suppress(OSError, RuntimeError):  # a name too long for a path; no home to expand
        folder = Path(target).expanduser()
        if target and folder.is_dir():
            return folder
    return None
