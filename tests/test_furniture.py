"""Single lines: which are furniture, which are prose that only looks like it."""

import pytest

from embeddings.reading import pages
from embeddings.reading.furniture import mark
from embeddings.records import BlockKind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Markets  Companies  Opinion", BlockKind.FURNITURE),
        ("Loading more from the archive...", BlockKind.FURNITURE),
        ("Quiz: How many of these ferries still sail?", BlockKind.FURNITURE),
        ("A ferry leaves the quay at dawn. | Nell Arden, Quay Post", BlockKind.CAPTION),
        ("Our editor picks ten pictures in this weekly newsletter.", BlockKind.PROMPT),
        ("You have 3 referrals. Two more and you get the bag.", BlockKind.PROMPT),
        ("Already registered? Log in", BlockKind.PROMPT),
        ("SAVE ££ on ferry crossings with us", BlockKind.PROMPT),
    ],
)
def test_furniture(line: str, kind: BlockKind) -> None:
    found = mark(line)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "Twelve of them have already registered, including two choirs.",
        "The  ferry  company  said  it  would  sail  again  on  Monday.",
        "The quiz was won by a team of retired dockers.",
        "Searching the wreck took divers three weeks...",
    ],
)
def test_prose(line: str) -> None:
    assert mark(line) is None


def test_the_label_above_a_date_is_no_outlet() -> None:
    page = (
        "Ferry returns to the quay after nine years\n\nPublished\nWednesday 24 September 2025\n\n"
        "The ferry sailed again on Wednesday, nine years after the last crossing was cancelled.\n\n"
        "It carried eleven passengers and a goat, and arrived four minutes early.\n\n"
        "© 2025 Published by the owners of the quay\n"
    )
    document = pages.read_page(page)[0]
    assert (document.outlet, document.published) == (None, "2025-09-24")
    assert document.title == "Ferry returns to the quay after nine years"
