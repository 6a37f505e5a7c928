"""The command line: contracts, exit codes, errors in one line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from embeddings import __main__ as cli
from embeddings import arguments, explore, judges, workshop
from embeddings.explore import Library
from embeddings.judges import JudgeChoice
from embeddings.judges import choose as real_choose
from embeddings.stance import Judge, ReadingJudge
from tests.conftest import WordEncoder, WordReader, word_voices
from tests.test_endpoint import Server, echo, running

ROOT = Path(__file__).parent.parent

PAGE = """Council closes the harbour bridge

By Ann Example

The council closed the harbour bridge on Monday after engineers found cracks in two of its piers.

"This reckless closure is condemned by every trader in the harbour," said Bert Sample, a fishmonger.

The mayor praised the engineers and said that the bridge would open again before the summer.
"""


def chosen(choice: JudgeChoice, environment: Mapping[str, str] | None = None) -> Judge:
    """Return an endpoint as it is; for every model on this machine, the tests' own judge."""
    if choice.is_endpoint:
        return real_choose(choice, environment)
    reader = WordReader()
    reader.name = choice.target or reader.name
    return ReadingJudge(reader)


@pytest.fixture(autouse=True)
def light_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give every library that the commands open the encoder and the scorer of the tests."""
    real = Library.open
    monkeypatch.setattr(
        Library, "open",
        lambda folder, environment: real(
            folder, encoder=WordEncoder(), voices=word_voices(), environment=environment
        ),
    )
    for room in (arguments, explore, judges):
        monkeypatch.setattr(room, "choose", chosen)
    for door in (cli, workshop):
        monkeypatch.setattr(door, "voice_reader", word_voices)
    monkeypatch.setenv("STANCE_LIBRARY", str(tmp_path / "library"))


@pytest.fixture
def server() -> Iterator[Server]:
    yield from running()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, object, str]:
    code = cli.main(words)
    out = capsys.readouterr()
    return code, json.loads(out.out) if out.out.strip() else None, out.err


def test_add_events_event_search(capsys: pytest.CaptureFixture[str], page: Path) -> None:
    code, summary, _ = run(capsys, "add", str(page), "--json")
    assert code == 0
    assert isinstance(summary, dict)
    assert (summary["articles"], summary["paragraphs"], summary["skipped"]) == (1, 3, [])
    code, again, _ = run(capsys, "add", str(page), "--json")
    assert isinstance(again, dict)
    assert (code, again["articles"], again["unchanged"]) == (0, 0, 1)

    _, events, _ = run(capsys, "events", "--json")
    assert isinstance(events, list)
    assert events[0]["title"] == "Council closes the harbour bridge"
    assert events[0]["counts"]["critical"] == 1
    _, view, _ = run(capsys, "event", events[0]["id"], "--json")
    assert isinstance(view, dict)
    for paragraph in view["paragraphs"]:
        assert PAGE[paragraph["start"] : paragraph["end"]] == paragraph["text"]
    _, hits, _ = run(capsys, "search", "fish trader", "-k", "1", "--mode", "words", "--json")
    assert isinstance(hits, list)
    assert "Bert Sample" in hits[0]["text"]


def test_partial_failure_is_reported_and_exits_1(
    capsys: pytest.CaptureFixture[str], page: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    code, summary, errors = run(capsys, "add", str(page), str(empty), "--json")
    assert code == 1
    assert isinstance(summary, dict)
    assert summary["articles"] == 1
    assert [s["path"] for s in summary["skipped"]] == [str(empty)]
    assert [line for line in errors.splitlines() if line.startswith(str(empty))] != []


def test_library_option_before_and_after_the_command(
    capsys: pytest.CaptureFixture[str], page: Path, tmp_path: Path
) -> None:
    other = str(tmp_path / "other")
    run(capsys, "--library", other, "add", str(page), "--json")
    assert run(capsys, "events", "--json")[1] == []
    assert len(run(capsys, "--library", other, "events", "--json")[1]) == 1  # type: ignore[arg-type]
    assert len(run(capsys, "events", "--library", other, "--json")[1]) == 1  # type: ignore[arg-type]


def test_errors_are_one_line_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["event", "77"]) == 2
    assert capsys.readouterr().err == "error: No event has the id '77'\n"
    with pytest.raises(SystemExit) as exit_:
        cli.main(["search", "x", "-k", "0"])
    assert exit_.value.code == 2


def test_judge_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = [
        {"id": "a", "event": "Bridge closed", "paragraph": "Traders condemned it."},
        {"id": 2, "event": "Bridge closed", "paragraph": "It is old.\u2028", "previous": "x"},
    ]
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    assert cli.main(["judge", str(path)]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.strip().split("\n"))
    assert (first["id"], first["stance"], first["evidence"]) == ("a", "critical", [0, 21])
    assert set(first["probabilities"]) == {"supportive", "critical", "neutral"}
    assert {"confidence", "voice", "speaker"} <= set(first)
    assert (second["id"], second["stance"], second["evidence"]) == (2, "neutral", None)


@pytest.mark.parametrize("line", ["{", "[]", '{"event": "x"}', '{"event": 3, "paragraph": "x"}'])
def test_judge_names_the_bad_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str
) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(line, encoding="utf-8")
    assert cli.main(["judge", str(path)]) == 2
    assert f"{path}, line 1" in capsys.readouterr().err


def library_judge(tmp_path: Path) -> JudgeChoice:
    opened = Library.open(tmp_path / "library", environment={})
    opened.close()
    return opened.judge_choice


def test_add_takes_a_judge_and_remembers_it(
    capsys: pytest.CaptureFixture[str], page: Path, tmp_path: Path
) -> None:
    assert run(capsys, "add", str(page), "--judge", "some/model", "--json")[0] == 0
    assert library_judge(tmp_path) == JudgeChoice("some/model")
    code, summary, _ = run(capsys, "add", str(page), "--json")
    assert isinstance(summary, dict)
    assert (code, summary["unchanged"]) == (0, 1)
    assert library_judge(tmp_path) == JudgeChoice("some/model")
    _, events, _ = run(capsys, "events", "--json")
    assert isinstance(events, list)
    assert events[0]["counts"]["critical"] == 1
    assert run(capsys, "add", str(page), "--judge", "shipped", "--json")[0] == 0
    assert library_judge(tmp_path) == JudgeChoice()


def test_add_asks_an_endpoint_and_says_before_what_it_takes(
    capsys: pytest.CaptureFixture[str], page: Path, tmp_path: Path, server: Server
) -> None:
    server.answer = echo
    run(capsys, "add", str(page), "--json")
    code, _, errors = run(
        capsys, "add", str(page), "--judge", server.url, "--judge-model", "tiny", "--json"
    )
    assert code == 0
    assert len(server.requests) == 3
    assert errors.startswith("3 requests, and one for each paragraph that is added: ")
    assert library_judge(tmp_path) == JudgeChoice(server.url, "tiny")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--judge", "https://api.example.org/v1", "--judge-model", "m"), "--judge-consent"),
        (("--judge", "http://127.0.0.1:1/v1"), "--judge-model"),
        (("--judge", "http://a b/v1", "--judge-model", "m"), "must look like"),
        (("--judge-model", "m"), "go with --judge"),
    ],
)
def test_a_judge_that_cannot_be_is_refused_and_nothing_is_added(
    capsys: pytest.CaptureFixture[str], page: Path, tmp_path: Path,
    options: tuple[str, ...], said: str,
) -> None:
    assert cli.main(["add", str(page), *options]) == 2
    last = capsys.readouterr().err.strip().split("\n")[-1]
    assert last.startswith("error: ") and said in last
    assert run(capsys, "events", "--json")[1] == []
    assert library_judge(tmp_path) == JudgeChoice()


def test_judge_asks_an_endpoint(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, server: Server
) -> None:
    server.answer = echo
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": 1, "event": "Bridge closed", "paragraph": "A folly."}))
    asked = ["judge", str(path), "--judge", server.url, "--judge-model", "tiny"]
    assert cli.main(asked) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["stance"] == "critical"
    assert told.err.startswith("1 requests: ")


def test_export_remove_check(
    capsys: pytest.CaptureFixture[str], page: Path, tmp_path: Path
) -> None:
    cli.main(["add", str(page)])
    capsys.readouterr()
    _, events, _ = run(capsys, "events", "--json")
    assert isinstance(events, list)
    out = tmp_path / "event.csv"
    assert cli.main(["export", events[0]["id"], "--format", "csv", "--output", str(out)]) == 0
    assert out.read_bytes().count(b"\r\n") == 4
    capsys.readouterr()
    for percent, judged in (("55", 2), ("100%", 0)):
        _, made, _ = run(capsys, "export", events[0]["id"], "--format", "json", "--sure", percent)
        assert isinstance(made, dict)
        assert made["stamp"]["certainty"] == float(percent.rstrip("%")) / 100
        counts = made["counts"]
        assert sum(counts.values()) == 3
        assert counts["supportive"] + counts["critical"] + counts["neutral"] >= judged
        assert judged or counts["not_judged"] == 3
    with pytest.raises(SystemExit):
        cli.main(["export", events[0]["id"], "--format", "json", "--sure", "101"])
    # What the judge's threshold has left out does not come back by asking for less.
    assert cli.main(["export", events[0]["id"], "--format", "json", "--sure", "50"]) == 2
    assert "ask for more" in capsys.readouterr().err
    code, report, _ = run(capsys, "check", "--json")
    assert isinstance(report, dict)
    assert (code, report["damage"], report["repaired"]) == (0, [], [])
    assert cli.main(["remove", events[0]["articles"][0]["id"]]) == 0
    capsys.readouterr()
    assert run(capsys, "events", "--json")[1] == []


def test_it_runs_as_a_module_from_anywhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "embeddings", "events"], cwd=tmp_path, capture_output=True,
        text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "STANCE_LIBRARY": str(tmp_path / "l")},
    )
    assert done.returncode == 0, done.stderr
    assert "The library is empty" in done.stdout


# -- who says what


def test_quotes_of_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = "The council met.\nIda Morn said the bridge was closed. \"Never again will we do that.\""
    file = tmp_path / "texts.jsonl"
    file.write_text(
        json.dumps({"id": "t1", "text": text}) + "\n" + json.dumps({"id": 2, "text": "Rain."}),
        encoding="utf-8",
    )
    assert cli.main(["quotes", str(file)]) == 0
    one, two = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert two == {"id": 2, "quotes": []}
    assert one["id"] == "t1"
    reported, direct = one["quotes"]
    assert text[reported["start"] : reported["end"]] == "the bridge was closed"
    assert (reported["direct"], reported["cue"], reported["speaker"]) == (False, "said", "Ida Morn")
    assert text[direct["start"] : direct["end"]] == '"Never again will we do that."'
    assert (direct["direct"], direct["cue"], direct["speaker"]) == (True, None, "Ida Morn")
    for quote in one["quotes"]:
        assert text[quote["speaker_start"] : quote["speaker_end"]] == quote["speaker"]
        assert quote["name"] == "Ida Morn"


@pytest.mark.parametrize("line", ["[]", '{"id": 1}', '{"text": ""}', "nonsense"])
def test_a_line_without_text_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(line, encoding="utf-8")
    assert cli.main(["quotes", str(file)]) == 2
    assert "line 1: wanted a JSON object with the key text" in capsys.readouterr().err


def test_speakers_joined_parted_and_undone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "voices.txt"
    page.write_text(
        "Council closes the harbour bridge\n\nThe council closed the harbour bridge on Monday "
        "after engineers found cracks in two of its piers.\n\nIda Morn said the closure is "
        "condemned condemned by all.\n\nKarl Hale said the council is praised praised for it.\n",
        encoding="utf-8",
    )
    assert run(capsys, "add", str(page), "--json")[0] == 0
    code, found, _ = run(capsys, "speakers", "--json")
    assert code == 0
    assert isinstance(found, list)
    assert {row["key"]: row["counts"]["critical"] for row in found} == {
        "ida-morn": 1, "karl-hale": 0
    }
    _, view, _ = run(capsys, "speaker", "ida-morn", "--json")
    assert isinstance(view, dict)
    assert [row["text"] for row in view["said"]] == ["the closure is condemned condemned by all"]
    assert [row["stance"] for row in view["said"]] == ["critical"]

    code, edit, _ = run(capsys, "join", "ida-morn", "karl-hale", "--json")
    assert (code, edit["kind"]) == (0, "join")  # type: ignore[index]
    _, found, _ = run(capsys, "speakers", "--json")
    assert isinstance(found, list)
    assert [row["quotes"] for row in found] == [2]
    code, edit, _ = run(capsys, "part", found[0]["key"], "Karl Hale", "--json")
    assert (code, edit["kind"]) == (0, "part")  # type: ignore[index]
    for kind in ("part", "join"):
        _, edit, _ = run(capsys, "undo", "--json")
        assert edit["kind"] == kind  # type: ignore[index]
    _, found, _ = run(capsys, "speakers", "--json")
    assert isinstance(found, list)
    assert len(found) == 2


def test_an_unknown_speaker_is_an_error_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "speaker", "nobody")
    assert (code, err) == (2, "error: No speaker in this library is known as 'nobody'\n")


# -- corrections


def test_correcting_listing_gold_and_withdrawing(
    capsys: pytest.CaptureFixture[str], page: Path, tmp_path: Path
) -> None:
    run(capsys, "add", str(page), "--json")
    _, events, _ = run(capsys, "events", "--json")
    assert isinstance(events, list)
    _, view, _ = run(capsys, "event", events[0]["id"], "--json")
    assert isinstance(view, dict)
    [critical] = [
        p for p in view["paragraphs"] if (p["judgement"] or {}).get("stance") == "critical"
    ]
    key = str(critical["id"])
    code, edit, _ = run(
        capsys, "correct", key, "--as", "supportive", "--evidence", "reckless closure",
        "--speaker", "Bert Sample", "--note", "irony", "--json",
    )
    assert (code, edit["kind"]) == (0, "correct")  # type: ignore[index]
    gold = tmp_path / "gold.jsonl"
    _, listed, _ = run(capsys, "corrections", "--gold", str(gold), "--json")
    assert isinstance(listed, dict)
    [one] = listed["corrections"]
    assert (one["machine"], one["stance"], one["note"]) == ("critical", "supportive", "irony")
    assert (listed["judged"], listed["right"]) == (1, 0)
    row = json.loads(gold.read_text(encoding="utf-8"))
    start, end = row["evidence"][0]
    assert row["paragraph"][start:end] == "reckless closure"
    _, after, _ = run(capsys, "events", "--json")
    assert isinstance(after, list)
    assert after[0]["counts"]["critical"] == events[0]["counts"]["critical"] - 1
    code, _, _ = run(capsys, "correct", key, "--as", "withdraw", "--json")
    assert code == 0
    assert run(capsys, "events", "--json")[1] == events


def test_evidence_that_is_not_there_is_refused(
    capsys: pytest.CaptureFixture[str], page: Path
) -> None:
    run(capsys, "add", str(page), "--json")
    code, _, err = run(capsys, "correct", "1", "--as", "critical", "--evidence", "never written")
    assert code == 2
    assert "word for word" in err


def test_backup_and_restore(
    capsys: pytest.CaptureFixture[str], page: Path, tmp_path: Path
) -> None:
    run(capsys, "add", str(page), "--json")
    _, events, _ = run(capsys, "events", "--json")
    saved = tmp_path / "saved.zip"
    assert run(capsys, "backup", str(saved), "--json")[1] == {"file": str(saved), "articles": 1}
    code, _, err = run(capsys, "restore", str(saved))
    assert code == 2
    assert "would be lost" in err
    other = ("--library", str(tmp_path / "other"))
    assert run(capsys, *other, "restore", str(saved), "--json")[1] == {"articles": 1}
    assert run(capsys, *other, "events", "--json")[1] == events
    assert run(capsys, "restore", str(saved), "--replace", "--json")[0] == 0
    assert run(capsys, "events", "--json")[1] == events
