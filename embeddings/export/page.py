"""A brief as one HTML file that asks for nothing else: no script, no picture, no font. Pure."""

import re
from collections.abc import Sequence
from html import escape
from itertools import zip_longest
from pathlib import Path

from embeddings.export.brief import Brief, Cited, OutletRow, Source
from embeddings.export.wording import (
    CAVEAT,
    SIDES,
    SYMBOLS,
    counted,
    nobody,
    number,
    of_base,
    share,
)
from embeddings.records import Counts, Speaker, Stance
from embeddings.text import clean

__all__ = ["page"]

_LOOK = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_CLASSES = {
    Stance.SUPPORTIVE: "sup", Stance.CRITICAL: "cri", Stance.MIXED: "mix", Stance.NEUTRAL: "neu",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def page(brief: Brief) -> str:
    """Return a brief as a whole HTML document; whatever comes from articles is escaped."""
    parts = [
        f'<p class="kicker">Framing brief</p>\n<h1 dir="auto">{escape(brief.title)}</h1>',
        f'<p class="soft">{escape(brief.facts)}</p>',
        f"<h2>Framing of the event</h2>\n{_counts(brief.counts)}",
        f"<p>{escape(brief.copies)}</p>" if brief.copies else "",
        f"<h2>What is said</h2>\n{_legend()}\n{_sides(brief)}",
        _mixed(brief),
        f'<p class="soft aside">{escape(brief.aside)}</p>',
        "" if brief.speakers is None else f"<h2>Speakers</h2>\n{_speakers(brief.speakers)}",
        f"<h2>Outlets</h2>\n{_outlets(brief.outlets)}\n<p>{CAVEAT}</p>",
        "<h2>Method</h2>", *(f"<p>{escape(told)}</p>" for told in brief.method),
        _stamp(brief.stamp),
        f"<h2>Sources</h2>\n{_sources(brief.sources)}",
    ]
    body = "\n".join(part for part in parts if part)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(brief.title)}</title>\n<style>\n{_LOOK}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _counts(counts: Counts) -> str:
    told = escape(of_base(counts))
    parts = "".join(
        f'<span class="{_CLASSES[side]}" style="flex-grow:{n}"></span>'
        for side, n in counted(counts) if n
    )
    # The bar repeats what the sentence says.
    bar = f'\n<div class="bar" aria-hidden="true">{parts}</div>' if parts else ""
    return f"<p>{told}</p>{bar}"


def _legend() -> str:
    return (
        '<p class="soft">Whole paragraphs, word for word. Marked are the words that the judge '
        "gives as evidence: ▲ supportive, ▼ critical of the event.</p>"
    )


def _sides(brief: Brief) -> str:
    """Return both sides in pairs: columns where there is room, else one after the other."""
    parts = []
    for side in SIDES:
        found = brief.found[side]
        told = f"{number(len(found), 'paragraph')}, most certain first"
        voices = f"<br>{escape(brief.voices[side])}" if found else ""
        count = f'<p class="soft">{told}{voices}</p>' if found else (
            f'<p class="none">{nobody(side)}</p>'
        )
        parts.append(
            f'<div class="head {_CLASSES[side]}"><h3>{SYMBOLS[side]} {side.capitalize()}</h3>'
            f"{count}</div>"
        )
    for pair in zip_longest(*(brief.found[side] for side in SIDES)):
        parts += [_card(cited) for cited in pair if cited]
    return '<div class="sides">\n' + "\n".join(parts) + "\n</div>"


def _mixed(brief: Brief) -> str:
    found = brief.found[Stance.MIXED]
    if not found:
        return ""
    told = f"{number(len(found), 'paragraph')} with both sides, most certain first"
    cards = "\n".join(map(_card, found))
    return (
        f'<div class="head mix"><h3>{SYMBOLS[Stance.MIXED]} Mixed</h3>'
        f'<p class="soft">{told}</p></div>\n{cards}'
    )


def _card(cited: Cited) -> str:
    side = cited.judgement.stance
    source = cited.source
    facts = "".join(f" · <bdi>{escape(fact)}</bdi>" for fact in cited.facts)
    language = cited.language or ""
    lang = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    return (
        f'<article class="card {_CLASSES[side]}" id="{cited.label}">\n'
        f'<header><span class="badge">{SYMBOLS[side]} {side.capitalize()}</span> '
        f"<b><bdi>{escape(cited.who)}</bdi></b>{facts}</header>\n"
        f'<blockquote dir="auto"{lang}>{_marked(cited)}</blockquote>\n'
        f"<footer><b>{cited.label}</b> · <bdi>{escape(source.outlet)}</bdi> "
        f'<a href="#source-{source.number}">[{source.number}]</a>, '
        f"<bdi>{escape(source.date)}</bdi>, {escape(cited.place)}<br>"
        f"<code>article <bdi>{escape(source.article)}</bdi>, SHA-256 {cited.hash}</code></footer>\n"
        "</article>"
    )


def _marked(cited: Cited) -> str:
    text, evidence = cited.paragraph.text, cited.judgement.evidence
    if evidence is None:
        return escape(text)
    css = _CLASSES[cited.judgement.stance]
    before, words = text[: evidence.start], text[evidence.start : evidence.end]
    after = text[evidence.end :]
    return f'{escape(before)}<mark class="{css}">{escape(words)}</mark>{escape(after)}'


def _speakers(speakers: Sequence[Speaker]) -> str:
    if not speakers:
        return '<p class="none">Nobody who speaks in this event is named.</p>'
    rows = [
        _name(s.person.name, "; ".join(s.roles)) + _numbers(
            f"{s.counts.supportive:,}", f"{s.counts.critical:,}", f"{s.quotes:,}"
        ) + f"<td><bdi>{_one_line('; '.join(s.outlets) or 'Not stated')}</bdi></td>"
        for s in speakers
    ]
    heads = f'{_head("Speaker")}{_SIDE_HEADS}{_head("Quotes", css="n")}{_head("Outlets")}'
    return (
        "<p>Supportive and critical count paragraphs whose side is carried by words of the "
        "speaker.</p>\n" + _table("Speakers", heads, rows)
    )


def _outlets(outlets: Sequence[OutletRow]) -> str:
    rows = [
        _name(row.outlet) + _numbers(
            f"{row.articles:,}", share(row.supportive, row.judged),
            share(row.critical, row.judged), f"{row.judged:,}",
        )
        for row in outlets
    ]
    heads = (
        f'{_head("Outlet")}{_head("Articles", css="n")}{_SIDE_HEADS}'
        f'{_head("Judged paragraphs (n)", css="n")}'
    )
    return _table("Outlets", heads, rows)


def _table(label: str, heads: str, rows: Sequence[str]) -> str:
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    # A table that is wider than the screen is moved sideways, also with the keys.
    return (
        f'<div class="wide" role="region" aria-label="{label}" tabindex="0"><table>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _head(label: str, *, css: str = "") -> str:
    return f'<th scope="col" class="{css}">{label}</th>' if css else f'<th scope="col">{label}</th>'


def _name(name: str, added: str = "") -> str:
    small = f'<span class="soft"><bdi>{_one_line(added)}</bdi></span>' if added else ""
    return f'<th scope="row"><bdi>{_one_line(name)}</bdi>{small}</th>'


def _numbers(*cells: str) -> str:
    return "".join(f'<td class="n">{cell}</td>' for cell in cells)


_SIDE_HEADS = "".join(
    _head(f"{SYMBOLS[side]} {side.capitalize()}", css=f"n {_CLASSES[side]}") for side in SIDES
)


def _stamp(rows: Sequence[tuple[str, str]]) -> str:
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return f"<dl>{told}</dl>"


def _sources(sources: Sequence[Source]) -> str:
    items = "\n".join(
        f'<li id="source-{s.number}" value="{s.number}"><b><bdi>{escape(s.title)}</bdi></b>. '
        f"<bdi>{escape(s.outlet)}</bdi>, <bdi>{escape(s.date)}</bdi>. {_where(s)}.{_copy(s)}</li>"
        for s in sources
    )
    return f'<ol class="sources">\n{items}\n</ol>'


def _where(source: Source) -> str:
    if source.address:
        address = escape(source.address)
        return f'<a href="{address}" rel="noopener noreferrer">{address}</a>'
    return f"File <bdi>{escape(source.file)}</bdi>" if source.file else "No address known"


def _copy(source: Source) -> str:
    number_ = source.copy_of
    return "" if number_ is None else f' Copy of <a href="#source-{number_}">[{number_}]</a>.'


def _one_line(text: str) -> str:
    return escape(clean(text))
