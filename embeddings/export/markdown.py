"""A brief as Markdown, to read and edit; what it quotes is shown as it stands. Pure."""

import re
from collections.abc import Iterable, Sequence

from embeddings.export.brief import Brief, Cited, Source
from embeddings.export.wording import (
    CAVEAT,
    SIDES,
    SYMBOLS,
    nobody,
    number,
    of_base,
    share,
)
from embeddings.records import Speaker, Stance
from embeddings.text import clean

__all__ = ["escape", "markdown"]

_SYNTAX = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$&:=@^])")


def markdown(brief: Brief) -> str:
    """Return a brief as Markdown."""
    lines = [
        f"# {escape(brief.title)}", "", escape(brief.facts), "",
        f"Framing towards the event, by paragraph. {escape(of_base(brief.counts))}", "",
    ]
    if brief.copies:
        lines += [escape(brief.copies), ""]
    for side in (*SIDES, Stance.MIXED):
        lines += _side(side, brief.found[side], brief.voices[side])
    lines += [escape(brief.aside), ""]
    if brief.speakers is not None:
        lines += ["## Speakers", "", *_speakers(brief.speakers), ""]
    lines += ["## Outlets", "", *_table(
        ("Outlet", "Articles", "▲ Supportive", "▼ Critical", "Judged paragraphs (n)"),
        ((row.outlet, str(row.articles), share(row.supportive, row.judged),
          share(row.critical, row.judged), str(row.judged)) for row in brief.outlets),
    ), "", CAVEAT, ""]
    lines += ["## Method", "", *(f"- {escape(told)}" for told in brief.method)]
    lines += [f"- {escape(name)}: {escape(value)}" for name, value in brief.stamp]
    lines += ["", "## Sources", "", *map(_source, brief.sources)]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    return _SYNTAX.sub(r"\\\1", text)


def _side(side: Stance, found: Sequence[Cited], voices: str) -> list[str]:
    if side is Stance.MIXED and not found:
        return []
    lines = [f"## {SYMBOLS[side]} {side.capitalize()}", ""]
    if not found:
        return [*lines, f"{nobody(side)}.", ""]
    lines += [f"{number(len(found), 'paragraph')}, most certain first: {voices}.", ""]
    for cited in found:
        lines += _quote(cited)
    return lines


def _quote(cited: Cited) -> list[str]:
    # All line ends that a reader of Markdown may know: none may lead out of the quotation.
    quoted = [f"> {escape(line.strip())}" for line in cited.paragraph.text.splitlines()]
    facts = " · ".join([cited.who, *cited.facts])
    where = cited.source
    lines = [*quoted, ">"]
    evidence = cited.judgement.evidence
    if evidence is not None:
        words = clean(cited.paragraph.text[evidence.start : evidence.end])
        symbol = SYMBOLS[cited.judgement.stance]
        lines += [f"> {symbol} Evidence: “{escape(words)}”", ">"]
    return [
        *lines, f"> {escape(facts)}", ">",
        f"> {cited.label} · {escape(where.outlet)} [{where.number}], "
        f"{escape(where.date)}, {escape(cited.place)} · article {escape(where.article)} · "
        f"SHA-256 {cited.hash}",
        "",
    ]


def _speakers(speakers: Sequence[Speaker]) -> list[str]:
    if not speakers:
        return ["Nobody who speaks in this event is named."]
    return _table(
        ("Speaker", "Role", "▲ Supportive", "▼ Critical", "Quotes", "Outlets"),
        ((s.person.name, "; ".join(s.roles), str(s.counts.supportive), str(s.counts.critical),
          str(s.quotes), "; ".join(s.outlets) or "Not stated") for s in speakers),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = (" | ".join(escape(clean(cell)) for cell in row) for row in rows)
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *(f"| {row} |" for row in body)]


def _source(source: Source) -> str:
    where = source.address or (f"file {source.file}" if source.file else "no address known")
    copied = "" if source.copy_of is None else f" Copy of [{source.copy_of}]."
    return (
        f"{source.number}. {escape(source.title)}. {escape(source.outlet)}, {escape(source.date)}. "
        f"{escape(where)}.{copied}"
    )
