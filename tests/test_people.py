"""Spellings of one person, and people that must not be thrown together. All names are invented."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.people import key_of, persons


def groups(*names: str, **choices: list[tuple[str, str]]) -> list[set[str]]:
    uses = {name: len(names) - at for at, name in enumerate(names)}
    return [set(person.spellings) for person in persons(uses, **choices)]


def test_key_is_plain_and_never_empty() -> None:
    assert key_of("Fawzia  Korél-Haddad") == "fawzia-korel-haddad"
    assert key_of("Tom O’Brannigan Jr.") == "tom-obrannigan-jr"
    assert key_of("?!") == "unnamed"


def test_accents_titles_and_case_make_no_other_person() -> None:
    assert groups("José Pelaña", "Jose Pelana", "JOSÉ PELAÑA", "Sen. José Pelaña") == [
        {"José Pelaña", "Jose Pelana", "JOSÉ PELAÑA", "Sen. José Pelaña"}
    ]


def test_transliterations_are_one_person() -> None:
    assert len(groups("Nadira Toofi", "Nadira Tofi")) == 1
    assert len(groups("Karim Jan Muttavi", "Karim Jan Mutavi")) == 1
    assert len(groups("Oleh Varensky", "Oleh Varenskyy", "Oleh Varenskiy")) == 1
    assert len(groups("Mohammad Torabel", "Mohammed Torabel", "Muhammad Torabel")) == 1


def test_different_given_names_or_surnames_are_different_people() -> None:
    for one, other in [
        ("Maria Velden", "Mario Velden"), ("Martin Velden", "Martina Velden"),
        ("Daniel Velden", "Danielle Velden"), ("Robert Jansvik", "Robert Jensvik"),
        ("Peter Johnvik", "Peter Johnstvik"), ("Anna Velden", "Anne Velden"),
        ("Dorian Trask", "Dorian Trask Jr."), ("Dorian Trask", "Melita Trask"),
    ]:
        assert groups(one, other) == [{one}, {other}]


def test_short_forms_of_given_names() -> None:
    assert len(groups("Michael Tarnow", "Mike Tarnow", "Mike R. Tarnow")) == 1


def test_an_initial_more_is_the_same_unless_there_are_two() -> None:
    assert len(groups("George Balder", "George W. Balder")) == 1
    assert len(groups("George Walton Balder", "George W. Balder", "George Balder")) == 1
    assert groups("George Balder", "George W. Balder", "George H. W. Balder") == [
        {"George Balder"}, {"George W. Balder"}, {"George H. W. Balder"}
    ]


def test_a_surname_alone_goes_to_its_only_bearer() -> None:
    assert groups("Ilse Quarn", "Quarn", "Mr. Quarn") == [{"Ilse Quarn", "Quarn", "Mr. Quarn"}]
    assert groups("Ilse Quarn", "Otto Quarn", "Quarn") == [
        {"Ilse Quarn"}, {"Otto Quarn"}, {"Quarn"}
    ]


def test_an_organisation_is_only_itself() -> None:
    assert groups("the Northport Times", "Northport Times", "Times", "Eastport Times") == [
        {"the Northport Times", "Northport Times"}, {"Times"}, {"Eastport Times"}
    ]


def test_what_the_user_says_comes_first() -> None:
    assert groups("Ilse Quarn", "La Quarna", same=[("Ilse Quarn", "La Quarna")]) == [
        {"Ilse Quarn", "La Quarna"}
    ]
    assert groups("Ilse Quarn", "Ilse M. Quarn", apart=[("Ilse M. Quarn", "Ilse Quarn")]) == [
        {"Ilse Quarn"}, {"Ilse M. Quarn"}
    ]
    pair = [("Ilse Quarn", "Otto Quarn")]
    assert groups("Ilse Quarn", "Otto Quarn", same=pair, apart=pair) == [
        {"Ilse Quarn"}, {"Otto Quarn"}
    ]
    assert groups("Ilse Quarn", same=[("Nobody", "Ilse Quarn")]) == [{"Ilse Quarn"}]


def test_order_is_by_use_and_keys_are_unique() -> None:
    found = persons({"Ann Orlo": 1, "Ann Orlo Jr.": 9, "Ann, Orlo Jr": 1, "Änn-Orlo": 3})
    assert [(person.key, person.name) for person in found] == [
        ("ann-orlo-jr", "Ann Orlo Jr."), ("ann-orlo", "Änn-Orlo")
    ]
    assert found[1].spellings == ("Änn-Orlo", "Ann Orlo")
    keys = [person.key for person in persons({"?": 2, "!": 1, "Unnamed 2": 1})]
    assert keys == ["unnamed", "unnamed-2", "unnamed-2-2"]


@given(st.dictionaries(st.text(max_size=12), st.integers(1, 5), max_size=8), st.randoms())
@settings(max_examples=150, deadline=None)
def test_order_of_input_does_not_matter(names: dict[str, int], chance: random.Random) -> None:
    shuffled = list(names.items())
    chance.shuffle(shuffled)
    found = persons(names)
    assert persons(dict(shuffled)) == found
    assert sorted(name for person in found for name in person.spellings) == sorted(names)
    assert len({person.key for person in found}) == len(found)


def test_many_names_take_seconds() -> None:
    chance = random.Random(4)  # noqa: S311
    part = [a + b for a in ("Ba", "Do", "Ki", "Lu", "Me") for b in ("ran", "vel", "sto", "nid")]
    names = {f"{chance.choice(part)} {chance.choice(part)}{chance.choice(part)} {at % 997}": 1
             for at in range(20_000)}
    names |= {f"Jo {letter}{at} Vesper": 1 for letter in "BCDF" for at in range(2_500)}
    started = time.perf_counter()
    assert sum(len(person.spellings) for person in persons(names)) == len(names)
    assert time.perf_counter() - started < 15
