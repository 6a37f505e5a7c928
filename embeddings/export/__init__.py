"""An event as files to take away, and records as the command line's JSON. Pure.

``plain`` is records to JSON, ``sheet`` the CSV, ``lists`` that of what pages and tabs list;
``brief`` gathers what a reader is told, which ``markdown`` and ``page`` write, with the counts in
the words of ``wording``; ``citations`` are BibTeX and CSL, ``stamp`` says what a file was made of.
"""

import json
from collections.abc import Sequence
from enum import StrEnum

from embeddings.export import lists
from embeddings.export.brief import gather
from embeddings.export.citations import bibtex, csl_json
from embeddings.export.markdown import markdown
from embeddings.export.page import page
from embeddings.export.plain import (
    article_json,
    check_json,
    edit_json,
    event_json,
    found_json,
    hit_json,
    judgement_json,
    listed_json,
    membership_json,
    point_json,
    quote_json,
    related_json,
    speaker_json,
    speaker_view_json,
    stamp_json,
    summary_json,
    utterance_json,
    view_json,
)
from embeddings.export.sheet import rows, safe_cell, sheet
from embeddings.export.stamp import Stamp, stamped
from embeddings.records import EventView, Speaker, Utterance

__all__ = [
    "Format",
    "Stamp",
    "article_json",
    "check_json",
    "dumped",
    "edit_json",
    "event_json",
    "found_json",
    "hit_json",
    "judgement_json",
    "listed_json",
    "lists",
    "membership_json",
    "point_json",
    "quote_json",
    "related_json",
    "render",
    "rows",
    "safe_cell",
    "sheet",
    "speaker_json",
    "speaker_view_json",
    "stamp_json",
    "stamped",
    "summary_json",
    "utterance_json",
    "view_json",
]


class Format(StrEnum):
    """The forms in which an event can be taken away."""

    CSV = "csv"
    JSON = "json"
    MD = "md"
    HTML = "html"
    BIB = "bib"
    CSL = "csl"


def render(
    view: EventView,
    form: str,
    *,
    speakers: Sequence[Speaker] | None = None,
    said: Sequence[Utterance] | None = None,
    tagger: str | None = None,
    made: str | None = None,
    certainty: float | None = None,
) -> str:
    """Return an event as text in one of ``Format``; nothing is cut off.

    ``speakers`` are those of the event and ``said`` is what is said in it; a file made without
    them has no such part. ``tagger`` names the finder of quotes, ``made`` is the date that the
    file bears (``YYYY-MM-DD``), ``certainty`` the least with which the view was made, if not
    the judge's threshold.
    """
    stamp = stamped(view, tagger=tagger, made=made, certainty=certainty)
    match Format(form):
        case Format.CSV:
            return sheet(view)
        case Format.JSON:
            return dumped(_everything(view, speakers, said, stamp))
        case Format.MD:
            return markdown(gather(view, speakers, stamp))
        case Format.HTML:
            return page(gather(view, speakers, stamp))
        case Format.BIB:
            return bibtex(view.event.articles)
        case Format.CSL:
            return dumped(csl_json(view.event.articles))


def _everything(
    view: EventView,
    speakers: Sequence[Speaker] | None,
    said: Sequence[Utterance] | None,
    stamp: Stamp,
) -> dict[str, object]:
    made = view_json(view)
    if speakers is not None:
        made["persons"] = [speaker_json(speaker) for speaker in speakers]
    if said is not None:
        made["quotes"] = [utterance_json(one) for one in said]
    return {**made, "stamp": stamp_json(stamp)}


def dumped(value: object) -> str:
    """Return a value as readable JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
