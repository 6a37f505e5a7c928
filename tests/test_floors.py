"""The plan of the house: imports point downward, and each heavy library has one home."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "embeddings"

FLOORS = (
    {"errors", "records"},
    {"text", "reading", "sources"},
    {"encoder"},
    {"networks", "index"},
    {
        "schema", "corrections", "rows", "audit", "database", "backup", "cache", "sayings", "edits",
        "store",
    },
    {
        "duplicates", "events", "points", "leanings", "layout", "ranking", "stance", "endpoint",
        "judges", "summaries", "certainty", "quotes", "voices", "people", "shortened",
    },
    {
        "pipeline", "shaping", "context", "speaking", "correcting", "explore", "export", "lessons",
        "training", "evaluation",
    },
    {"arguments", "workshop", "__main__", "views"},
)
# Rooms of one floor that build on each other, in this order.
STAIRS = (
    ("errors", "records"),
    ("text", "reading", "sources"),
    (
        "schema", "corrections", "rows", "database", "backup", "audit", "cache", "sayings", "edits",
        "store",
    ),
    ("pipeline", "shaping", "context", "speaking", "correcting", "explore"),
    ("quotes", "voices"),
    ("summaries", "certainty"),
    ("summaries", "leanings"),
    ("stance", "voices"),
    ("arguments", "workshop", "__main__"),
    ("evaluation", "lessons", "training"),
    ("stance", "endpoint", "judges"),
)
HOMES = {
    "faiss": {"index"},
    "sentence_transformers": {"encoder"},
    "torch": {"networks"},
    "transformers": {"encoder", "networks"},  # sentence-transformers is built on it
    "safetensors": {"networks"},
    "sqlite3": {
        "schema", "corrections", "rows", "audit", "database", "backup", "cache", "sayings", "edits",
        "store",
    },
    "datasketch": {"duplicates"},
    "trafilatura": {"reading"},
    "sentencex": {"text"},
    "dateparser": {"reading"},
    "scipy": {"events", "points", "training"},
    "openai": {"endpoint"},
    "rapidfuzz": {"people"},
    "httpx2": {"endpoint"},
    "py3langid": {"text"},
    "streamlit": {"views"},
    "altair": {"views"},
}
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}


def rooms() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if name != "__init__":
            yield name, path


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def test_every_room_has_a_floor() -> None:
    assert {name for name, _ in rooms()} == set(FLOOR_OF) & {name for name, _ in rooms()}
    assert {name for name, _ in rooms()} <= set(FLOOR_OF)


def test_imports_point_downward() -> None:
    order = {room: stairs.index(room) for stairs in STAIRS for room in stairs}
    wrong = []
    for room, path in rooms():
        for name in imported(path):
            parts = name.split(".")
            if parts[0] != "embeddings" or len(parts) < 2 or parts[1] == room:
                continue
            other = parts[1]
            if other not in FLOOR_OF:
                continue
            below = FLOOR_OF[other] < FLOOR_OF[room]
            stair = any(
                room in stairs and other in stairs and order[other] < order[room]
                for stairs in STAIRS
            )
            if not (below or stair):
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_no_import_of_the_package_root() -> None:
    names = {name for name, _ in rooms()}
    for _, path in rooms():
        for name in imported(path):
            if name.startswith("embeddings."):
                assert name.split(".")[1] in names, f"{path}: {name}"


@pytest.mark.parametrize("library", sorted(HOMES))
def test_one_home(library: str) -> None:
    users = {room for room, path in rooms() for n in imported(path) if n.split(".")[0] == library}
    assert users <= HOMES[library], f"{library} is imported in {sorted(users)}"
    assert users, f"{library} has no home any more; take it off the list"


def test_only_the_doors_read_the_environment() -> None:
    for room, path in rooms():
        if room != "__main__":
            used = {
                node.attr
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Attribute)
            }
            assert not used & {"environ", "getenv"}, path


def test_importing_the_engine_is_light() -> None:
    """No model, no torch, no FAISS, and under a second for the whole engine."""
    code = (
        "import sys, embeddings.explore;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'faiss', 'streamlit', "
        "'openai', 'py3langid'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_top_level_is_as_fixed() -> None:
    fixed = {"app.py", "embeddings", "tests", "requirements.txt", "README.md"}
    found = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")}
    assert found - {"__pycache__"} == fixed
