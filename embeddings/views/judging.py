"""Who judges: the present judge in words, and the choice of another."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from embeddings.errors import StanceError
from embeddings.judges import EXAMPLE, JudgeChoice, Prospect, destination
from embeddings.records import Progress
from embeddings.views import cards, markup, resources, working
from embeddings.views.jobs import Report

__all__ = ["elsewhere", "section"]

SHIPPED: Final = "The program’s own model"
LOCAL: Final = "Another model on this computer"
ENDPOINT: Final = "A language model at a web address"
KINDS: Final = {
    SHIPPED: "Comes with the program. Runs on this computer and needs no network.",
    LOCAL: "For those who have trained one, or know one by name from the Hugging Face hub. It "
    "runs on this computer; by its name it is fetched from the hub the first time.",
    ENDPOINT: "A program such as Ollama or llama.cpp on this computer, or a paid service. Slower, "
    "and it is asked about each paragraph by itself.",
}
KEY: Final = (
    "If the service wants a key, start this program with it in the environment variable "
    "OPENAI_API_KEY. It is never stored."
)


def elsewhere() -> str | None:
    """Return the computer that gets the text of articles, if one does."""
    present = resources.library().judge_choice
    try:
        return destination(present) if present.consent else None
    except StanceError:  # an address that cannot be used gets nothing
        return None


def section() -> None:
    """Draw who judges, closed until it is asked for."""
    present = resources.library().judge_choice
    opened = st.expander("Who judges", icon=":material/gavel:", key="judging", on_change="rerun")
    if not opened.open:
        return
    with opened:
        cards.note(f"At present: {words(present)}.")
        kinds = list(KINDS)
        kind = st.radio(
            "Paragraphs are judged by",
            kinds,
            captions=list(KINDS.values()),
            index=kinds.index(_kind(present)),
            key="judge_kind",
        )
        wanted, problem = _fields(str(kind), present)
        if not problem:
            try:
                prospect = resources.prospect(wanted)
            except StanceError as error:
                problem = str(error)
            else:
                consent = _prospect(prospect, wanted, present)
                wanted = JudgeChoice(wanted.target, wanted.model, consent)
                if prospect.host is not None and not consent:
                    problem = "Tick the box first: without it nothing is sent to that computer."
        _submit(wanted, problem)
        cards.note(
            "What each judge has judged is kept. To go back to an earlier one takes no new work."
        )


def words(choice: JudgeChoice) -> str:
    """Return a judge in words, as plain text."""
    if choice.is_endpoint:
        return f"the language model {choice.model} at {choice.target}"
    if choice.target:
        return f"the model {choice.target}, on this computer"
    return "the program’s own model, on this computer"


def _kind(choice: JudgeChoice) -> str:
    if choice.is_endpoint:
        return ENDPOINT
    return LOCAL if choice.target else SHIPPED


def _fields(kind: str, present: JudgeChoice) -> tuple[JudgeChoice, str]:
    """Draw the fields of a kind; return what they say, and in words what is missing or wrong."""
    # What the present judge is fills the fields of its own kind, and of no other.
    filled = present if _kind(present) == kind else JudgeChoice()
    if kind == SHIPPED:
        return JudgeChoice(), ""
    if kind == LOCAL:
        target = _typed(
            "Folder or name of the model", filled.target, "judge_target",
            placeholder="/home/me/models/framing",
        )
        if not target:
            return JudgeChoice(), "Type the folder or the name of a model first."
        wrong = "This is a web address: choose the third kind above for it."
        return JudgeChoice(target), wrong if JudgeChoice(target).is_endpoint else ""
    target = _typed("Web address", filled.target, "judge_address", placeholder=EXAMPLE)
    model = _typed(
        "Name of the language model, as the service lists it", filled.model, "judge_model"
    )
    cards.note(KEY)
    if not target:
        return JudgeChoice(), "Type the web address of the service first."
    if not JudgeChoice(target).is_endpoint:
        return JudgeChoice(), f"A web address looks like {EXAMPLE}."
    return JudgeChoice(target, model), "" if model else "Type the name of the language model too."


def _typed(label: str, value: str, key: str, *, placeholder: str = "") -> str:
    return (st.text_input(label, value=value, key=key, placeholder=placeholder) or "").strip()


def _prospect(prospect: Prospect, wanted: JudgeChoice, present: JudgeChoice) -> bool:
    """Say what the judge would have to do; ask for consent where text would leave this computer.

    Returns whether it may.
    """
    cards.note(" ".join(_work(prospect)))
    if prospect.host is None:
        return False
    # A tick is for one host: another one asks again.
    return st.checkbox(
        f"Article text may leave this computer and be sent to {markup.esc(prospect.host)}",
        value=present.consent and present.target == wanted.target,
        key=f"judge_consent_{prospect.host}",
    )


def _work(prospect: Prospect) -> list[str]:
    """Return in words what a judge would have to do, as plain text."""
    waiting = markup.number(prospect.waiting, "paragraph") if prospect.waiting else "nothing left"
    said = [f"It has {waiting} to judge in this library."]
    told = prospect.estimate
    if told is not None and told.calls:
        said.append(
            f"It is asked about each by itself: {markup.number(told.calls, 'request')}, "
            f"{told.characters:,} characters. By the measure in which services charge, that is at "
            f"most {told.tokens_in:,} tokens sent and {told.tokens_out:,} received (a token is a "
            "word or a part of one)."
        )
    if told is not None:
        said.append("Paragraphs that you add later are judged in the same way.")
    if prospect.host is None:
        said.append("Their text stays on this computer.")
    return said


def _submit(choice: JudgeChoice, problem: str) -> None:
    busy = resources.runner().running
    if not st.button("Use this judge", icon=":material/check:", key="use_judge", disabled=busy):
        return
    if problem:
        st.warning(markup.esc(problem))
        return
    shelf = resources.library()

    def work(report: Report, cancelled: Callable[[], bool]) -> None:
        report(Progress("Loading", "the judge", 0, 0))
        shelf.use_judge(choice)
        shelf.resume(progress=report, cancelled=cancelled)

    working.start("Change the judge", work)
