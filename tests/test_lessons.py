"""Labelled rows of many kinds become training pairs with known targets."""

import gzip
import json
from pathlib import Path

import pytest

from embeddings.__main__ import main
from embeddings.errors import InputError
from embeddings.lessons import auxiliary, framing, placed, taught
from embeddings.text import text_hash
from tests.test_evaluation import FixedJudge

EVENT = "The council closes the bridge"
BAD = "Traders condemned the closure."


def row(**changes: object) -> dict[str, object]:
    return {
        "event": EVENT, "paragraph": BAD, "previous": "The bridge is old.", "stance": "critical",
        "strength": 2, "evidence": [[8, 17]], "voice": "speaker", "relevant": True, **changes,
    }


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(r) + "\n" for r in rows)


def test_targets_follow_the_stated_strength() -> None:
    made, other, both = framing(
        [row(), row(stance="neutral", strength=0, evidence=[], voice="none", relevant=False),
         row(stance="mixed", strength=1)], seed=0,
    )
    assert made.shares == pytest.approx((0.02, 0.92, 0.06))
    assert made.marks == ((8, 17, 0.0, 1.0),)
    assert BAD[8:17] == "condemned"
    assert (made.voice, made.relevant, made.task) == (1, True, "event")
    assert other.shares == pytest.approx((0.03, 0.03, 0.94))
    assert (other.marks, other.voice, other.relevant) == ((), 2, False)
    assert both.shares == pytest.approx((0.45, 0.45, 0.10))
    assert both.marks == ((8, 17, 0.5, 0.5),)


def test_most_examples_see_the_paragraph_before() -> None:
    firsts = [e.first for e in framing([row()] * 400, seed=1)]
    share = sum(first == f"{EVENT} | The bridge is old." for first in firsts) / 400
    assert len(firsts) == 400  # no other event whose statement could be set beside one
    assert 0.8 < share < 0.9
    assert set(firsts) == {EVENT, f"{EVENT} | The bridge is old."}


def test_marks_are_left_out_where_cleaning_moved_the_text() -> None:
    assert framing([row(paragraph="Traders  condemned the closure.")], seed=0)[0].marks is None


def test_public_sets_teach_a_head_each(tmp_path: Path) -> None:
    write(tmp_path / "stance/vast/train.jsonl.gz",
          [{"text": "It helps.", "target": "trams", "label": "support"},
           {"text": "Odd.", "target": "trams", "label": "other"}])
    write(tmp_path / "stance/dse_news/train.jsonl.gz",
          [{"text": "A scolds B.", "target": "B", "holder": "A", "label": "oppose"}])
    write(tmp_path / "nli/nli_rte/train.jsonl.gz",
          [{"premise": "It rains.", "hypothesis": "It is wet.", "label": "entailment"},
           {"premise": "It rains.", "hypothesis": "It snows.", "label": "not_entailment"}])
    claim, holder, entailed, other = auxiliary(tmp_path)
    assert (claim.task, claim.first, claim.second) == ("claim", "trams", "It helps.")
    assert claim.shares == pytest.approx((0.96, 0.02, 0.02))
    assert (holder.task, holder.first) == ("holder", "A towards B")
    assert holder.shares == pytest.approx((0.02, 0.96, 0.02))
    assert (entailed.first, entailed.second, entailed.merged) == ("It is wet.", "It rains.", False)
    assert other.merged


def test_no_benchmark_test_split_is_learnt(tmp_path: Path) -> None:
    line: list[dict[str, object]] = [{"text": "x", "target": "y", "label": "support"}]
    for name in ("vast/test", "newsmtsc/devtest_mt", "newsmtsc/devtest_rw", "persent/para_test"):
        write(tmp_path / f"stance/{name}.jsonl.gz", line)
    assert auxiliary(tmp_path) == []


def test_some_paragraphs_stand_beside_an_event_they_are_not_about() -> None:
    rows = [
        row(event=f"Event {n}", paragraph=f"Traders condemned closure {n}.") for n in range(200)
    ]
    found = framing(rows, seed=0)
    strangers = found[200:]
    assert 8 <= len(strangers) <= 10
    for example in strangers:
        assert example.relevant is False
        assert example.shares == pytest.approx((0.03, 0.03, 0.94))
        number = example.second.removeprefix("Traders condemned closure ").rstrip(".")
        assert not example.first.startswith(f"Event {number} ")


def test_a_few_neutral_facts_are_put_into_somebodys_mouth() -> None:
    fact = "The bridge has two piers."
    rows = [row(paragraph=fact, stance="neutral", strength=0, evidence=[])] * 100
    reported = framing(rows, seed=0)[100:]
    assert len(reported) == 6
    for example in reported:
        assert fact in example.second
        assert example.second != fact
        assert example.shares == pytest.approx((0.03, 0.03, 0.94))
        assert (example.marks, example.voice) == ((), None)


def test_a_label_and_a_teacher_meet_half_way() -> None:
    said: dict[str, object] = {
        "event": EVENT, "paragraph": BAD, "previous": "", "shares": [0.2, 0.5, 0.3],
        "marks": [[8, 17, 0.1, 0.9]],
    }
    lessons = taught([said, {**said, "paragraph": "Another."}])
    assert lessons[(EVENT, "Another.")].shares == (0.2, 0.5, 0.3)
    assert lessons[(EVENT, "Another.")].marks == ((8, 17, 0.1, 0.9),)
    both, alone = framing([row(), row(event="Else")], seed=0, teacher=lessons)
    assert both.shares == pytest.approx((0.11, 0.71, 0.18))
    assert both.marks == ((8, 17, 0.0, 1.0),)
    assert alone.shares == pytest.approx((0.02, 0.92, 0.06))


def label(**changes: object) -> dict[str, object]:
    return {
        "source": "news-events", "article": "a1", "position": 1, "hash": text_hash(BAD)[:16],
        "stance": "critical", "strength": 2, "voice": "outlet", "evidence": [[8, 17]], **changes,
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One article in each set of articles."""
    text = f"The bridge is old.\n\n  {BAD}\n"
    write(tmp_path / "news-events/train.jsonl.gz",
          [{"id": "a0", "text": "Other.", "title": "Other", "event_title": "Another"},
           {"id": "a1", "text": text, "title": "A headline", "event_title": EVENT}])
    write(tmp_path / "news-haystack/articles.jsonl.gz",
          [{"id": "a1", "text": BAD, "title": "A headline"}])
    return tmp_path


def test_labels_without_texts_find_their_paragraphs(data: Path) -> None:
    write(data / "labels.jsonl.gz", [
        label(),
        label(source="news-haystack", position=0, stance="neutral", strength=0, voice="none",
              evidence=[]),
    ])
    one, other = placed(data / "labels.jsonl.gz", data)
    assert (one["event"], one["paragraph"], one["previous"]) == (EVENT, BAD, "The bridge is old.")
    assert (other["event"], other["paragraph"], other["previous"]) == ("A headline", BAD, "")
    made, _ = framing([one, other], seed=0)
    assert made.shares == pytest.approx((0.02, 0.92, 0.06))
    assert made.marks == ((8, 17, 0.0, 1.0),)
    assert made.second[8:17] == "condemned"


@pytest.mark.parametrize(
    "wrong",
    [{"article": "a9"}, {"position": 2}, {"position": 0}, {"position": -1}, {"position": "1"},
     {"hash": "0"}],
)
def test_labels_of_another_text_are_refused(data: Path, wrong: dict[str, object]) -> None:
    write(data / "labels.jsonl.gz", [label(**wrong)])
    with pytest.raises(InputError, match="news-events has no such paragraph"):
        placed(data / "labels.jsonl.gz", data)


def test_labels_without_texts_can_be_measured_on(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(data / "news-events/val.jsonl.gz",
          [{"id": "v1", "text": BAD, "title": "A headline", "event_title": EVENT}])
    labels = data / "unseen.jsonl.gz"
    write(labels, [
        label(), label(stance="mixed"),
        label(source="news-events-val", article="v1", position=0, stance="neutral", strength=0),
    ])
    monkeypatch.setattr("embeddings.workshop.chosen", lambda _: FixedJudge())
    asked = ["--data", str(data), "--labels", str(labels), "--json"]
    assert main(["evaluate", "framing", *asked]) == 0
    by_metric = {row["metric"]: row for row in json.loads(capsys.readouterr().out)}
    # The judge of these tests calls both neutral: one of two is.
    assert by_metric["accuracy"]["value"] == 0.5
    assert by_metric["accuracy"]["n"] == 2
    assert by_metric["accuracy"]["data"] == f"{data.name}/unseen.jsonl.gz"
    assert by_metric["accuracy"]["command"].endswith("--labels unseen.jsonl.gz")


@pytest.mark.parametrize("asked", [["framing"], ["names", "--data", "."]])
def test_labels_ask_for_the_folder_of_their_texts(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", *asked, "--labels", "unseen.jsonl.gz"]) == 2
    assert "--data then names the folder" in capsys.readouterr().err
