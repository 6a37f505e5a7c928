"""What the README says is so: its figures, its commands, its example."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.__main__ import _parser
from tests.measure import ROOT, figures_table

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_figures_are_the_stored_ones() -> None:
    assert figures_table() in README


def test_every_command_shown_is_one() -> None:
    lines = re.findall(r"^python -m embeddings (.+?)(?:\s{3,}.*)?$", README, re.MULTILINE)
    assert len(lines) >= 8
    for line in lines:
        _parser().parse_args(shlex.split(line))


def test_pictures_and_files_named_are_there() -> None:
    for name in re.findall(r"\]\((\.[^)]+)\)", README):
        assert (ROOT / name).is_file(), name


@pytest.mark.slow
def test_the_example_runs(tmp_path: Path) -> None:
    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert example is not None
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(
        "Council closes the harbour bridge\n\nThe council closed the harbour bridge on Monday "
        "after engineers had found cracks in two of its piers.\n\nTraders condemned the closure "
        "as reckless, and said that it would cost them the summer.\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", example.group(1)], cwd=tmp_path, capture_output=True, text=True,
        check=False, env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Council closes the harbour bridge")
