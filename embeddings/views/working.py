"""Work in the background as pages show it: started, its progress, and what came of it."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from embeddings.errors import StanceError
from embeddings.records import AddSummary, Progress, Skipped
from embeddings.views import changes, markup, resources
from embeddings.views.jobs import Job, Report, Work

__all__ = [
    "BUSY",
    "SUFFIXES",
    "failure",
    "finish",
    "outcome",
    "pending",
    "progress",
    "progress_text",
    "start",
]

SUFFIXES: Final = ("txt", "md", "html", "htm", "json", "jsonl", "csv")
ERRORS_SHOWN: Final = 5  # refused files shown at once; the others are one click away
BUSY: Final = "Not while work is being done: wait until it has finished, or cancel it."
TITLE_LIMIT: Final = 60  # characters of a job's item in the progress line


def start(label: str, work: Work) -> None:
    """Run work in the background and draw the page anew, or say why not."""
    try:
        resources.runner().start(label, work)
    except StanceError as error:
        st.error(markup.esc(str(error)), icon=":material/error:")
        return
    st.rerun()


def finish(label: str) -> None:
    """Group and judge in the background what waits for it."""
    shelf = resources.library()

    def resume(report: Report, cancelled: Callable[[], bool]) -> None:
        shelf.resume(progress=report, cancelled=cancelled)

    start(label, resume)


def pending(count: int) -> None:
    """Say how many articles an interrupted addition left, and offer to finish them."""
    if not count or resources.runner().running:
        return
    waiting = markup.number(count, "article still waits", "articles still wait")
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f":material/hourglass_top: {waiting} for grouping and judging.")
        st.space("stretch")
        if st.button("Finish now", key="finish"):
            finish("Finish")


def progress() -> None:
    """Draw the running job, looked up every second, until it is done."""
    if resources.runner().running:
        _running()


@st.fragment(run_every="1s")
def _running() -> None:
    job = resources.runner().job
    if job is None or not job.running:
        st.rerun()
    step = job.progress
    share = min(1.0, step.done / step.total) if step and step.total else 0.0
    st.progress(share, text=markup.esc(progress_text(step, ready=resources.library().ready)))
    if job.cancelled.is_set():
        st.html('<div class="fx-note">Stopping after this step…</div>')
    else:
        st.button("Cancel", key="cancel_job", icon=":material/close:", on_click=job.cancel)


def progress_text(step: Progress | None, *, ready: bool) -> str:
    """Return a step as ``Reading a4.txt · 4 of 8``, and say so if a model is loaded first."""
    if step is None:
        return "Starting…"
    item = markup.file_name(step.item) if step.item.casefold().endswith(SUFFIXES) else step.item
    said = [f"{step.step} {markup.shorten(item, TITLE_LIMIT)}".strip()]
    if step.total:
        said.append(f"{min(step.done, step.total):,} of {step.total:,}")
    elif step.done > 1:
        said.append(f"{step.done:,} so far")
    if not ready and step.step not in ("Reading", "Added"):
        said.append("loading the language model first")
    return " · ".join(said)


def outcome() -> None:
    """Draw what the last job did: what was added, and one titled error per refused file."""
    job = resources.runner().job
    if job is None or job.running:
        return
    if job.error:
        st.error(markup.esc(job.error), title=f"{job.label}: failed", icon=":material/error:")
    if job.summary:
        _summary(job, job.summary)
    elif not job.error:
        st.success("Finished.", icon=":material/check:")
    st.button("Dismiss", key="dismiss", type="tertiary", on_click=resources.runner().dismiss)


def failure() -> None:
    """Draw what the last job did only if it failed."""
    job = resources.runner().job
    if job is not None and job.error:
        outcome()


def _summary(job: Job, summary: AddSummary) -> None:
    said = [f"{summary.articles:,} added"]
    if summary.unchanged:
        said.append(f"{summary.unchanged:,} already in the library")
    if summary.skipped:
        said.append(f"{len(summary.skipped):,} not added")
    if job.cancelled.is_set():
        said.insert(0, "Cancelled")
    show = st.success if summary.articles else st.info
    show(" · ".join(said) + ".", icon=":material/check:")
    changes.draw(summary.changes)
    for refused in summary.skipped[:ERRORS_SHOWN]:
        _refused(refused)
    if left := summary.skipped[ERRORS_SHOWN:]:
        with st.expander(f"{len(left):,} more not added"):
            for refused in left:
                _refused(refused)


def _refused(refused: Skipped) -> None:
    title = markup.esc(markup.file_name(refused.path))
    st.error(markup.esc(refused.reason), title=title, icon=":material/error:")
