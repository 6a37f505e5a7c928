"""The encoders: the embedded one and any other, whole texts, unit vectors."""

from pathlib import Path

import numpy as np
import pytest

from embeddings import encoder as room
from embeddings.encoder import Encoder, default_model_path
from embeddings.errors import ModelError

pytestmark = pytest.mark.timeout(120)

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the bridge was closed by council levy a".split()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder with a random two-layer BERT that reads 12 pieces."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    BertTokenizerFast(vocab=vocabulary).save_pretrained(folder / "bert")
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"), max_seq_length=12)
    model = SentenceTransformer(modules=[bert, Pooling(16)], device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def default() -> Encoder:
    return Encoder()


def test_the_embedded_weights_are_the_official_files() -> None:
    assert (default_model_path() / "model.safetensors").is_file()


def test_changed_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="the official file has 000000000000"):
        default_model_path()
    with pytest.raises(ModelError):
        Encoder().encode(["x"])


def test_unit_vectors_in_the_order_given(default: Encoder) -> None:
    texts = ["A short one.", "word " * 40, "The bridge is closed.", "A short one."]
    seen: list[tuple[int, int]] = []
    vectors = default.encode(texts, progress=lambda done, total: seen.append((done, total)))
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.allclose(vectors[0], vectors[3], atol=1e-6)
    assert seen[-1] == (4, 4)
    alone = default.encode([texts[2]])[0]
    assert np.allclose(vectors[2], alone, atol=1e-5)


def test_meaning_is_near_without_shared_words(default: Encoder) -> None:
    query, near, far = default.encode(
        ["women's rights", "Girls are barred from attending school.", "The pipeline carries gas."]
    )
    assert query @ near > query @ far + 0.1


def test_nothing_to_encode_gives_no_rows(default: Encoder) -> None:
    assert default.encode([]).shape == (0, 384)


def test_no_word_passes_the_window_unread(tiny: Path) -> None:
    """The last word of a text far beyond the window still moves its vector."""
    made = Encoder(str(tiny))
    assert made.window == 12
    long = "the bridge was closed by council " * 10
    vectors = made.encode([long + "a", long + "levy", long + "a"])
    assert np.allclose(vectors[0], vectors[2], atol=1e-6)
    assert not np.allclose(vectors[0], vectors[1], atol=1e-6)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_any_model_by_path_is_its_own_maker(tiny: Path) -> None:
    made = Encoder(str(tiny))
    assert (made.name, made.dim) == (str(tiny), 16)


def test_a_model_that_is_none_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="give the name or folder"):
        Encoder(str(tmp_path / "nothing")).encode(["x"])
