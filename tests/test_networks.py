"""The pair classifier: training moves it, its small file restores it, nothing is cut off."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import InputError, ModelError
from embeddings.evaluation import rows as read_rows
from embeddings.judges import FRAMING, JudgeChoice, choose
from embeddings.lessons import HEADS
from embeddings.networks import (
    CrossEncoder,
    EntailmentReader,
    Example,
    NetworkShape,
    Stage,
    average,
    set_decision,
    set_members,
    train,
)
from embeddings.records import Stance
from embeddings.stance import CLASSES, Case, judge
from embeddings.training import teach

pytestmark = pytest.mark.timeout(170)

EVENT = "The council closes the bridge"
GOOD = "Residents welcomed the closure of the bridge as a wise and overdue step."
BAD = "Traders condemned the closure of the bridge as a reckless and harmful step."
SETTINGS = {"name": "tiny", "classes": [str(c) for c in CLASSES], "window": 64}
WORDS = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] . | this approves of or defends criticises opposes the council "
    "closes bridge residents welcomed closure as a wise and overdue step traders condemned "
    "reckless harmful : ,"
).split()


@pytest.fixture(scope="module")
def shipped() -> CrossEncoder:
    return CrossEncoder(FRAMING)


def _vocabulary(folder: Path) -> None:
    from transformers import BertTokenizerFast

    vocabulary = {word: place for place, word in enumerate(WORDS)}
    BertTokenizerFast(vocab=vocabulary).save_pretrained(str(folder))


def _sizes() -> dict[str, int]:
    return {
        "vocab_size": len(WORDS), "hidden_size": 32, "num_hidden_layers": 1,
        "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 64,
    }


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make a tiny encoder that is not the embedded one."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("base")
    torch.manual_seed(0)
    BertModel(BertConfig(**_sizes())).save_pretrained(str(folder))
    _vocabulary(folder)
    yield folder


def _stage(times: int = 16) -> Stage:
    start, stop = GOOD.index("wise"), GOOD.index("wise") + len("wise and overdue")
    low, high = BAD.index("reckless"), BAD.index("reckless") + len("reckless and harmful")
    examples = [
        Example(EVENT, GOOD, (1.0, 0.0, 0.0), "event", marks=((start, stop, 1.0, 0.0),), voice=1,
                relevant=True),
        Example(EVENT, BAD, (0.0, 1.0, 0.0), "event", marks=((low, high, 0.0, 1.0),), voice=0,
                relevant=True),
    ] * times
    return Stage("test", examples, epochs=40, batch=8, rate=3e-3, dropout=0.0)


def test_the_shipped_model_tells_praise_from_condemnation(shipped: CrossEncoder) -> None:
    plain = "The bridge was built in 1931 and is 210 metres long."
    found = judge([Case(EVENT, text) for text in (GOOD, BAD, plain)], shipped)
    assert [j.stance for j in found] == list(CLASSES)
    assert sum(f.stat().st_size for f in FRAMING.parent.rglob("*") if f.is_file()) < 30_000_000


def test_the_shipped_model_marks_evidence_verbatim(shipped: CrossEncoder) -> None:
    text = f"The bridge was built in 1931. {BAD} Work goes on."
    found = judge([Case(EVENT, text)], shipped)[0]
    assert found.stance is Stance.CRITICAL
    assert found.evidence is not None
    marked = text[found.evidence.start : found.evidence.end]
    assert marked in BAD
    assert "condemned" in marked or "reckless" in marked


def test_order_and_company_do_not_change_shares(shipped: CrossEncoder) -> None:
    pairs = [(EVENT, GOOD), (EVENT, BAD), (EVENT, "Short."), (EVENT, GOOD * 4)]
    together = np.stack([r.shares for r in shipped.read(pairs)])
    alone = np.stack([shipped.read([p])[0].shares for p in pairs])
    assert together.shape == (4, 3)
    assert np.allclose(together.sum(axis=1), 1, atol=1e-5)
    # Where the processor computes in bfloat16, three digits are all there are.
    assert np.allclose(together, alone, atol=0.03)
    back = np.stack([r.shares for r in shipped.read(pairs[::-1])])
    assert np.allclose(together[::-1], back, atol=0.03)


def test_a_pair_beyond_the_window_is_refused_not_cut(shipped: CrossEncoder) -> None:
    assert shipped.pieces([(EVENT, "a b c")]) == [5 + 3 + 3]
    with pytest.raises(ModelError, match="split the paragraph"):
        shipped.read([(EVENT, "word " * 600)])


def test_nothing_to_read(shipped: CrossEncoder) -> None:
    assert shipped.read([]) == []


def test_absent_weights_say_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.json"):
        CrossEncoder(tmp_path)
    settings = json.loads((FRAMING / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(ModelError, match=r"weights-1\.safetensors"):
        CrossEncoder(tmp_path).read([("a", "b")])
    (tmp_path / "weights-1.safetensors").write_bytes(b"not a tensor")
    with pytest.raises(ModelError, match="damaged"):
        CrossEncoder(tmp_path).read([("a", "b")])


def test_training_from_another_base_learns_and_is_restored(base: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    shape = NetworkShape(str(base), heads=HEADS)
    folder = tmp_path / "model"
    for member in (0, 1):
        train(_stage(), shape, settings=SETTINGS, folder=folder, member=member, seed=member,
              report=lines.append)
    set_members(folder, 2)
    made = CrossEncoder(folder)
    readings = made.read([(EVENT, GOOD), (EVENT, BAD)])
    assert [int(r.shares.argmax()) for r in readings] == [0, 1]
    assert made.name == "tiny"
    first, second = readings
    assert first.speaker is not None and second.speaker is not None
    assert first.speaker > 0.5 > second.speaker
    assert first.evidence is not None
    assert second.evidence is not None
    assert first.evidence[:, 0].max() > second.evidence[:, 0].max()
    assert second.evidence[:, 1].max() > first.evidence[:, 1].max()


def test_a_second_stage_goes_on_from_the_first(base: Path, tmp_path: Path) -> None:
    shape = NetworkShape(str(base), heads=HEADS)
    train(_stage(), shape, settings=SETTINGS, folder=tmp_path / "a", report=lambda _: None)
    nothing = Stage("none", _stage(1).examples[:2], batch=2, rate=1e-12, dropout=0.0)
    train(nothing, shape, begin=tmp_path / "a", settings=SETTINGS, folder=tmp_path / "b",
          report=lambda _: None)
    pairs = [(EVENT, GOOD), (EVENT, BAD)]
    before = [r.shares.argmax() for r in CrossEncoder(tmp_path / "a").read(pairs)]
    assert [r.shares.argmax() for r in CrossEncoder(tmp_path / "b").read(pairs)] == before


def test_every_member_goes_on_from_a_single_network(base: Path, tmp_path: Path) -> None:
    shape = NetworkShape(str(base), heads=HEADS)
    train(_stage(), shape, settings=SETTINGS, folder=tmp_path / "a", report=lambda _: None)
    nothing = Stage("none", _stage(1).examples[:2], batch=2, rate=1e-12, dropout=0.0)
    for member in (0, 1):
        train(nothing, shape, begin=tmp_path / "a", settings=SETTINGS, folder=tmp_path / "b",
              member=member, seed=member, report=lambda _: None)
    average(tmp_path / "b", 2)
    pairs = [(EVENT, GOOD), (EVENT, BAD)]
    one, both = (CrossEncoder(tmp_path / name).read(pairs) for name in ("a", "b"))
    for before, after in zip(one, both, strict=True):
        assert np.allclose(before.shares, after.shares, atol=0.02)


def test_members_become_one_network_by_the_mean_of_their_weights(
    base: Path, tmp_path: Path
) -> None:
    from safetensors.torch import load_file

    shape = NetworkShape(str(base), heads=HEADS)
    for member in (0, 1):
        train(_stage(), shape, settings=SETTINGS, folder=tmp_path, member=member, seed=member,
              report=lambda _: None)
    first, second = (
        load_file(str(tmp_path / f"weights-{n}.safetensors")) for n in (1, 2)
    )
    average(tmp_path, 2)
    mean = load_file(str(tmp_path / "weights-1.safetensors"))
    assert not (tmp_path / "weights-2.safetensors").exists()
    assert json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))["members"] == 1
    for key, value in mean.items():
        assert np.allclose(value, (first[key].float() + second[key].float()) / 2, atol=1e-3), key
    made = CrossEncoder(tmp_path).read([(EVENT, GOOD), (EVENT, BAD)])
    assert [int(r.shares.argmax()) for r in made] == [0, 1]


def test_frozen_layers_stay_as_they_are(base: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    moved = {}
    for frozen in (0, 1):
        stage = replace(_stage(1), frozen=frozen)
        train(stage, NetworkShape(str(base), heads=HEADS), settings=SETTINGS,
              folder=tmp_path / str(frozen), report=lambda _: None)
        stored = load_file(str(tmp_path / str(frozen) / "weights-1.safetensors"))
        moved[frozen] = {key: value.float() for key, value in stored.items()}
    start = load_file(str(base / "model.safetensors"))
    name = "encoder.layer.0.attention.self.query.weight"
    assert np.allclose(moved[1][f"encoder.{name}|whole"], start[name], atol=1e-3)
    assert not np.allclose(moved[0][f"encoder.{name}|whole"], start[name], atol=1e-3)


def test_a_teacher_labels_pairs_and_articles(base: Path, tmp_path: Path) -> None:
    train(_stage(), NetworkShape(str(base), heads=HEADS), settings=SETTINGS,
          folder=tmp_path / "teacher", report=lambda _: None)
    pairs = [(f"{EVENT} | The bridge.", BAD), (f"{EVENT} | Short.", GOOD)]
    own = CrossEncoder(tmp_path / "teacher").read(pairs)
    # What was chosen on labelled data is no part of the lesson.
    set_decision(tmp_path / "teacher", temperature=3.0, offsets=[0.0, 5.0, 5.0])
    data = tmp_path / "data.jsonl"
    article = {"title": EVENT, "text": f"Short.\n\n{GOOD}"}
    rows = [{"event": EVENT, "paragraph": BAD, "previous": "The bridge."}, article, {"other": 1}]
    data.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    output = tmp_path / "lessons.jsonl.gz"
    assert teach(tmp_path / "teacher", data, output, report=lambda _: None) == 2
    bad, good = read_rows(output)
    assert (bad["event"], bad["paragraph"], bad["previous"]) == (EVENT, BAD, "The bridge.")
    assert (good["event"], good["paragraph"], good["previous"]) == (EVENT, GOOD, "Short.")
    for row, reading in zip((bad, good), own, strict=True):
        assert np.allclose(np.asarray(row["shares"]), reading.shares, atol=2e-3)
        assert reading.spans is not None and reading.evidence is not None
        marks = row["marks"]
        assert isinstance(marks, list)
        told = {(a, b): sides for a, b, *sides in marks}
        for span, sides in zip(reading.spans.tolist(), reading.evidence, strict=True):
            assert np.allclose(told.get(tuple(span), (0, 0)), sides, atol=0.021)
    empty = tmp_path / "empty.jsonl"
    empty.write_text('{"other": 1}', encoding="utf-8")
    with pytest.raises(InputError, match="neither"):
        teach(tmp_path / "teacher", empty, output, report=lambda _: None)


def test_temperature_and_offsets_change_the_shares(base: Path, tmp_path: Path) -> None:
    shape = NetworkShape(str(base), heads=HEADS)
    train(_stage(), shape, settings=SETTINGS, folder=tmp_path, report=lambda _: None)
    plain = CrossEncoder(tmp_path).read([(EVENT, GOOD)])[0].shares.astype(np.float64)
    set_decision(tmp_path, temperature=2.0, offsets=[0.0, 1.0, 0.0])
    raised = np.exp(np.log(plain) / 2 + np.asarray([0.0, 1.0, 0.0]))
    found = CrossEncoder(tmp_path).read([(EVENT, GOOD)])[0].shares
    assert np.allclose(found, raised / raised.sum(), atol=1e-3)


def test_a_member_that_was_not_trained_is_named(base: Path, tmp_path: Path) -> None:
    train(_stage(1), NetworkShape(str(base), heads=HEADS), settings=SETTINGS, folder=tmp_path,
          report=lambda _: None)
    with pytest.raises(ModelError, match=r"weights-2\.safetensors"):
        set_members(tmp_path, 2)


@pytest.fixture(scope="module")
def inference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a tiny model of inference, whose classes stand in an order of their own."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    folder = tmp_path_factory.mktemp("nli")
    torch.manual_seed(0)
    labels = {0: "contradiction", 1: "neutral", 2: "ENTAILMENT"}
    config = BertConfig(
        **_sizes(), num_labels=3, id2label=labels, label2id={v: k for k, v in labels.items()}
    )
    BertForSequenceClassification(config).save_pretrained(str(folder))
    _vocabulary(folder)
    return folder


def test_any_model_of_inference_is_a_judge(inference: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(inference))
    model = AutoModelForSequenceClassification.from_pretrained(str(inference)).eval()
    entailed = []
    for hypothesis in ("This approves of or defends: ", "This criticises or opposes: "):
        batch = tokenizer([GOOD], [hypothesis + EVENT], return_tensors="pt")
        with torch.no_grad():
            entailed.append(float(model(**batch).logits.softmax(-1)[0, 2]))
    support, oppose = entailed
    shares = EntailmentReader(str(inference)).read([(EVENT, GOOD)])[0].shares
    wanted = [support * (1 - oppose), oppose * (1 - support)]
    assert np.allclose(shares, [*wanted, 1 - sum(wanted)], atol=0.01)
    found = choose(JudgeChoice(str(inference))).judge([Case(EVENT, GOOD)])[0]
    assert found.judge.startswith("entailment")
    assert found.voice is None


def test_a_model_without_entailment_is_refused(base: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="entailment class is wanted"):
        EntailmentReader(str(base)).read([(EVENT, GOOD)])
    with pytest.raises(ModelError, match="cannot be loaded"):
        EntailmentReader(str(tmp_path / "nowhere")).read([(EVENT, GOOD)])


def test_the_card_names_the_weights() -> None:
    card = (FRAMING / "README.md").read_text(encoding="utf-8")
    for path in sorted(FRAMING.glob("*.safetensors")):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in card, path.name
