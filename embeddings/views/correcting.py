"""The reader's word on a label: the buttons of a paragraph, and one dialog for all of them."""

import re
from collections.abc import Sequence
from typing import Final

import streamlit as st

from embeddings.errors import NotFoundError
from embeddings.records import Article, Correction, Paragraph, Span, Stance, Voice
from embeddings.views import cards, corrected, markup, resources, stance, undoing, voices

__all__ = ["LABELS", "buttons", "dialog", "passage"]

SIDES: Final = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL, Stance.MIXED)
LABELS: Final = {f"{stance.LOOKS[s].symbol} {stance.LOOKS[s].title}": s for s in SIDES} | {
    "○ Not about this event": Stance.NOT_JUDGED
}
CARRIED: Final = (Stance.SUPPORTIVE, Stance.CRITICAL, Stance.MIXED)
"""Labels of what is somebody's attitude, and has words that carry it."""
OPENED: Final = "label_opened"  # counts openings: what was not saved is forgotten by the next
SPOKEN: Final = {"A quoted speaker’s": Voice.SPEAKER, "The outlet’s own": Voice.OUTLET}


def buttons(event_id: str, paragraph: Paragraph) -> None:
    """Draw what can be done with a paragraph's label."""
    if paragraph.judgement and paragraph.judgement.correction and st.button(
        "Withdraw",
        key=f"withdraw_{paragraph.id}",
        type="tertiary",
        icon=":material/undo:",
        help="Let the model’s word hold again",
    ):
        undoing.carry_out(lambda: resources.library().correcting.withdraw([paragraph.id]))
    if st.button(
        "Correct", key=f"correct_{paragraph.id}", type="tertiary", icon=":material/edit:"
    ):
        st.session_state[OPENED] = st.session_state.get(OPENED, 0) + 1
        dialog(event_id, paragraph.id)


def _key(name: str, paragraph: Paragraph) -> str:
    return f"{name}_{st.session_state.get(OPENED, 0)}_{paragraph.id}"


@st.dialog("Correct the label", icon=":material/edit:", width="medium")
def dialog(event_id: str, paragraph_id: int) -> None:
    """Ask how one paragraph frames its event; the paragraph is looked up anew each time."""
    try:
        view = resources.event(event_id)
        paragraph = next(p for p in view.paragraphs if p.id == paragraph_id)
    except (NotFoundError, StopIteration):
        st.markdown("This paragraph is not in the event any more.")
        return
    judgement = paragraph.judgement
    held = judgement.correction if judgement else None
    _shown(paragraph, cards.by_id(view.event.articles)[paragraph.article])
    if judgement and not held and judgement.stance in SIDES and st.button(
        "The label is right", key="confirm_label", icon=":material/check:"
    ):
        _save([paragraph.id], Correction(judgement.stance, by=resources.user()))
    picked = st.segmented_control(
        f"How it frames “{markup.esc(view.event.title)}”",
        list(LABELS),
        default=_label(paragraph),
        required=True,
        key=_key("label", paragraph),
    )
    label = LABELS.get(picked or "")
    same = [p.id for p in view.paragraphs if p.text == paragraph.text and p.id != paragraph.id]
    others = markup.number(len(same), "other paragraph")
    also = bool(same) and st.checkbox(
        f"Also {others} of this event with the same words", key=_key("also", paragraph)
    )
    voice, speaker = _carrier(paragraph) if label in CARRIED else (None, None)
    words = _words(paragraph) if label in CARRIED and not also else None
    note = st.text_input(
        "Note", held.note if held else "", key=_key("note", paragraph), placeholder="Why; optional"
    )
    with st.container(horizontal=True):
        if st.button(
            "Save", key="save_label", icon=":material/check:", disabled=label is None
        ) and label is not None:
            found = words and passage(paragraph.text, words)
            if words and not found:
                st.error(
                    "Nothing was saved: the evidence must stand word for word in the paragraph. "
                    "Copy it from there.",
                    icon=":material/error:",
                )
                return
            evidence = _evidence(paragraph, found or None) if not also else None
            _save(
                [paragraph.id, *(same if also else ())],
                Correction(label, voice, speaker, evidence, note.strip(), resources.user()),
            )
        if st.button("Leave as it is", key="cancel_label"):
            st.rerun()


def _shown(paragraph: Paragraph, article: Article) -> None:
    """Draw the paragraph, what the model said of it, and what was corrected before."""
    judgement = paragraph.judgement
    st.html(cards.quote_evidence(paragraph, article))
    told = corrected.machine(judgement)
    lines = [markup.esc(f"{told[0].upper()}{told[1:]}.")]
    if judgement and judgement.correction:
        word = "Confirmed" if corrected.confirmed(judgement) else "Corrected"
        lines.append(f"{word} {markup.esc(corrected.made(judgement.correction))}.")
    st.markdown(" ".join(lines))


def _label(paragraph: Paragraph) -> str | None:
    """Return the label that holds; of what nobody has judged there is none."""
    judgement = paragraph.judgement
    if judgement is None or (judgement.stance not in SIDES and not judgement.correction):
        return None
    return next(label for label, s in LABELS.items() if s is judgement.stance)


def _carrier(paragraph: Paragraph) -> tuple[Voice | None, str | None]:
    """Ask whose words carry the attitude; ``None`` is what stays as it is."""
    judgement = paragraph.judgement
    held = judgement.correction if judgement else None
    now = judgement.voice if judgement else None
    picked = st.segmented_control(
        "Whose words carry it",
        list(SPOKEN),
        default=next((word for word, voice in SPOKEN.items() if voice is now), None),
        key=_key("voice", paragraph),
    )
    voice = SPOKEN.get(picked or "")
    kept = held.voice if held else None
    if voice is not Voice.SPEAKER:
        return (kept if voice is now else voice), None
    before = voices.name(judgement) or ""
    written = judgement.speaker if judgement and judgement.speaker != before else None
    name = markup.plain(st.text_input(
        "Speaker",
        before,
        key=_key("speaker", paragraph),
        placeholder="Name, as fully as the article gives it",
        help=f"In the article: “{markup.esc(written)}”" if written else None,
    ))
    known = held.speaker if held else None
    return (kept if voice is now else voice), (known if name == markup.plain(before) else name)


def _words(paragraph: Paragraph) -> str:
    """Ask for the words that carry the attitude."""
    judgement = paragraph.judgement
    span = judgement.evidence if judgement else None
    return st.text_area(
        "Evidence: the words that carry it",
        paragraph.text[span.start : span.end] if span else "",
        key=_key("evidence", paragraph),
        height="content",
        help="Word for word as in the paragraph. Left empty, the model’s own evidence stays.",
    ).strip()


def passage(text: str, words: str) -> Span | None:
    """Return where words stand in a text, letter for letter but for the breaks between lines."""
    parts = words.split()
    found = re.search(r"\s+".join(map(re.escape, parts)), text) if parts else None
    return Span(found.start(), found.end()) if found else None


def _evidence(paragraph: Paragraph, found: Span | None) -> Span | None:
    """Return evidence that differs from what is shown; else what was corrected before."""
    judgement = paragraph.judgement
    shown = judgement.evidence if judgement else None
    held = judgement.correction.evidence if judgement and judgement.correction else None
    if found is None or shown is None:
        return found
    same = paragraph.text[found.start : found.end] == paragraph.text[shown.start : shown.end]
    return held if same else found


def _save(ids: Sequence[int], correction: Correction) -> None:
    undoing.carry_out(lambda: resources.library().correcting.correct(ids, correction))
