"""Keeping the library: what it takes, whether it is sound, backing up and restoring."""

from pathlib import Path

import pytest

from embeddings.errors import InputError
from embeddings.records import CheckReport
from embeddings.views import keeping
from tests.test_views import use, visit
from tests.view_fixtures import FakeLibrary


class Kept(FakeLibrary):
    """A library whose check and backup a test decides."""

    def __init__(self) -> None:
        super().__init__()
        self.report = CheckReport(3, 40, 40, (), ())
        self.restored: list[bytes] = []
        self.wrong: str | None = None

    def check(self) -> CheckReport:
        return self.report

    def backup(self, path: Path) -> int:
        path.write_bytes(b"everything")
        return 3

    def restore(self, path: Path) -> int:
        if self.wrong:
            raise InputError(self.wrong)
        self.restored.append(path.read_bytes())
        return 3


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Kept:
    found = Kept()
    use(monkeypatch, found)
    found.put("1", ["+Good."])
    return found


def test_what_it_takes_is_said(shelf: Kept) -> None:
    assert any("takes 4.2 MB" in c.value for c in visit("library").caption)


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (12_345_678, "12 MB")]
)
def test_sizes_in_words(shelf: Kept, size: int, said: str) -> None:
    shelf.size = size
    assert any(f"takes {said} " in c.value for c in visit("library").caption)


def test_a_sound_library_says_so(shelf: Kept) -> None:
    at = visit("library")
    at.button(key="check").click().run()
    assert at.success[0].value == "3 articles, 40 paragraphs: everything is as it was stored."


def test_repairs_and_damage_are_told_apart(shelf: Kept) -> None:
    shelf.report = CheckReport(3, 40, 40, (), ("vector index built anew",))
    at = visit("library")
    at.button(key="check").click().run()
    assert "Repaired: vector index built anew" in at.success[0].value
    shelf.report = CheckReport(3, 40, 40, ("paragraph 7 differs from its hash <b>",), ())
    at.button(key="check").click().run()
    assert "paragraph 7 differs" in at.error[0].value
    assert "<b>" not in at.error[0].value.replace("\\<", "")


def test_the_backup_is_made_when_it_is_asked_for(shelf: Kept) -> None:
    assert keeping._packed(shelf) == b"everything"  # type: ignore[arg-type]


def test_restoring_over_a_library_wants_a_yes(shelf: Kept) -> None:
    at = visit("library")
    at.button(key="restore").click().run()
    assert any("takes the place of the whole library: its 1 article" in w.value for w in at.warning)
    assert at.button(key="confirm_restore").disabled
