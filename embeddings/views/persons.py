"""Who is one speaker and who is not: the menu, and the dialogs to join and to part spellings."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import streamlit as st

from embeddings.records import Person, Speaker, SpeakerView
from embeddings.views import markup, resources, undoing, working

__all__ = ["join", "menu", "names", "part"]

JOIN: Final = "Same person as another speaker…"
PART: Final = "A spelling is somebody else…"
AGAIN: Final = "Nothing is judged anew. You can undo this."


def menu(view: SpeakerView) -> None:
    """Draw the menu of what can be said about who the speaker is."""
    busy = resources.runner().running
    picked = st.menu_button(
        "Edit speaker",
        [JOIN, PART],
        key="edit_speaker",
        icon=":material/edit:",
        disabled=busy,
        help=working.BUSY if busy else None,
    )
    if picked == JOIN:
        join(view)
    elif picked == PART:
        part(view)


@st.dialog("The same person", icon=":material/person_add:", width="medium")
def join(view: SpeakerView) -> None:
    """Ask which other speakers are this one, and say what follows."""
    own = view.speaker.person
    others = {s.person.key: s for s in resources.speakers() if s.person.key != own.key}
    if not others:
        st.markdown("No other speaker is named in this library.")
        return
    called = names(others.values())
    chosen = st.multiselect(
        f"Who else is {markup.esc(own.name)}? Likeliest first",
        sorted(others, key=lambda key: (not _alike(own, others[key].person), called[key])),
        format_func=lambda key: called.get(key, key),
        placeholder="Choose, or type a part of the name",
        select_all=False,
        key=f"join_{own.key}",
    )
    if chosen:
        count = view.speaker.quotes + sum(others[key].quotes for key in chosen)
        st.markdown(
            f"They become one speaker with {markup.number(count, 'quote')}, shown under the "
            f"fullest spelling. {AGAIN}"
        )
    with st.container(horizontal=True):
        if st.button(
            "The same person", key="confirm_join", icon=":material/check:", disabled=not chosen
        ):
            shelf = resources.library()
            undoing.carry_out(lambda: shelf.speaking.join(own.key, chosen))
        if st.button("Leave as it is", key="cancel_join"):
            st.rerun()


@st.dialog("Somebody else", icon=":material/person_remove:", width="medium")
def part(view: SpeakerView) -> None:
    """Ask which spellings are another person, and say what follows."""
    own = view.speaker.person
    if len(own.spellings) < 2:
        st.markdown("The articles spell this speaker in one way only: there is nothing to part.")
        return
    chosen = st.multiselect(
        f"Which spellings are not {markup.esc(own.name)}?",
        own.spellings,
        format_func=markup.plain,
        placeholder="Choose",
        select_all=False,
        key=f"part_{own.key}",
    )
    every = len(chosen) == len(own.spellings)
    if every:
        st.markdown("These are all spellings: one has to stay with this speaker.")
    elif chosen:
        st.markdown(f"What is quoted under them becomes a speaker of its own. {AGAIN}")
    with st.container(horizontal=True):
        if st.button(
            "Somebody else",
            key="confirm_part",
            icon=":material/check:",
            disabled=not chosen or every,
        ):
            shelf = resources.library()
            undoing.carry_out(lambda: shelf.speaking.part(own.key, chosen))
        if st.button("Leave as it is", key="cancel_part"):
            st.rerun()


def names(found: Iterable[Speaker]) -> dict[str, str]:
    """Return what each speaker is called in a list, by key: plain text, no two alike.

    Equal names get the role, and where these are equal too, the key.
    """
    found = tuple(found)
    plain = {s.person.key: markup.plain(s.person.name) for s in found}
    roles = {
        s.person.key: " · ".join([plain[s.person.key], *map(markup.plain, s.roles[:1])])
        for s in found
    }
    same, same_role = Counter(plain.values()), Counter(roles.values())
    return {
        key: name if same[name] == 1
        else roles[key] if same_role[roles[key]] == 1
        else f"{roles[key]} · {key}"
        for key, name in plain.items()
    }


def _alike(one: Person, other: Person) -> bool:
    """Whether two names share a word, as a surname."""
    return bool(_words(one) & _words(other))


def _words(person: Person) -> set[str]:
    return {word for spelling in person.spellings for word in spelling.casefold().split()}
