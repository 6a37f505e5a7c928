"""The whole way with the real models: two real pages, and the sample coverage with its gold."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.evaluation import b_cubed, macro_f1
from embeddings.explore import SAMPLE, Library
from embeddings.records import EventView, SearchMode, Stance, Voice
from embeddings.text import clean

SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"
FURNITURE = (
    "Hashtags", "Try Our AI Features", "Explore what Daily8 AI can do for you:", "Comments",
    "No comments yet...", "Related Articles", "- 'Allies' -", "- ABC News", "hours ago",
)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    if not SEEDS.is_dir():
        pytest.skip(f"no pages at {SEEDS}")
    library = Library.open(tmp_path_factory.mktemp("seeds"))
    summary = library.add([SEEDS])
    assert summary.skipped == ()
    yield library
    library.close()


@pytest.fixture(scope="module")
def recognition(seeded: Library) -> EventView:
    found = [e for e in seeded.overview().events if "Taliban" in e.title]
    assert len(found) == 1
    return seeded.event(found[0].id)


@pytest.mark.data
@pytest.mark.slow
class TestSeeds:
    def test_five_articles_each_its_own_text(self, seeded: Library) -> None:
        articles = seeded.overview().articles
        assert len(articles) == 5
        assert sorted(a.outlet or "" for a in articles) == ["", ""] + ["ABC News"] * 3
        assert [a.published for a in articles] == ["2025-07-04", None, None, None, None]

    def test_every_paragraph_is_a_slice_of_its_file_and_no_furniture(self, seeded: Library) -> None:
        files = [p.read_text(encoding="utf-8") for p in sorted(SEEDS.glob("*.txt"))]
        for event in seeded.overview().events:
            for paragraph in seeded.event(event.id).paragraphs:
                assert any(paragraph.text in text for text in files)
                assert not any(piece in paragraph.text for piece in FURNITURE)

    def test_the_two_reports_are_one_event_and_nothing_else_is_in_it(
        self, recognition: EventView
    ) -> None:
        assert len(recognition.event.articles) == 2
        assert all("Taliban" in a.title for a in recognition.event.articles)

    @pytest.mark.parametrize(
        ("stance", "words"),
        [
            (Stance.SUPPORTIVE, "This brave decision will be an example for others"),
            (Stance.SUPPORTIVE, "historic step"),
            (Stance.SUPPORTIVE, "boost the development of productive bilateral cooperation"),
            (Stance.CRITICAL, "were quick to condemn Russia's recognition"),
            (Stance.CRITICAL, "legitimizes a regime that bans girls from education"),
            (Stance.CRITICAL, "will not bring peace it will legitimize impunity"),
        ],
    )
    def test_framing(self, recognition: EventView, stance: Stance, words: str) -> None:
        assert any(words in p.text for p in recognition.having(stance))

    @pytest.mark.parametrize("words", ["Women are barred from most jobs", "austere version of"])
    def test_criticism_of_the_taliban_is_none_of_the_recognition(
        self, recognition: EventView, words: str
    ) -> None:
        assert any(words in p.text for p in recognition.paragraphs)
        assert not any(words in p.text for p in recognition.having(Stance.CRITICAL))

    @pytest.mark.parametrize(
        ("words", "name", "role"),
        [
            ("The move signals that strategic interests", "Mariam Solaimankhil",
             "former member of Afghanistan's parliament"),
            ("legitimizes a regime", "Mariam Solaimankhil",
             "former member of Afghanistan's parliament"),
            ("will not bring peace", "Fawzia Koofi", "former MP in Kabul"),
            ("This brave decision", "Amir Khan Muttaqi", "Afghanistan's Foreign Minister"),
            ("historic step", "Afghanistan’s Foreign Ministry", None),
        ],
    )
    def test_who_says_it(
        self, seeded: Library, recognition: EventView, words: str, name: str, role: str | None
    ) -> None:
        said = [u for u in seeded.utterances(recognition.event.id) if words in u.words]
        assert [(u.quote.name, u.quote.role) for u in said] == [(name, role)]
        [paragraph] = [p for p in recognition.paragraphs if words in p.text]
        assert paragraph.judgement is not None
        if paragraph.judgement.stance is not Stance.NOT_JUDGED:
            assert (paragraph.judgement.voice, paragraph.judgement.name) == (Voice.SPEAKER, name)

    def test_blame_in_abstract_words_is_on_no_wrong_side(self, recognition: EventView) -> None:
        # The model is not sure of it, and says so rather than to take it for support.
        assert not any(
            "strategic interests" in p.text for p in recognition.having(Stance.SUPPORTIVE)
        )

    def test_search_finds_what_is_meant(self, seeded: Library) -> None:
        for mode in (SearchMode.BOTH, SearchMode.MEANING):
            hits = seeded.search("women's rights in Afghanistan", k=3, mode=mode)
            assert any("barring them from education" in h.paragraph.text
                       or "girls are banned from education" in h.paragraph.text for h in hits)

    def test_adding_again_changes_nothing(self, seeded: Library) -> None:
        revision = seeded.revision
        summary = seeded.add([SEEDS])
        assert (summary.articles, summary.unchanged) == (0, 5)
        assert seeded.revision == revision


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library.open(tmp_path_factory.mktemp("sample"))
    summary = library.add_sample()
    assert summary.skipped == ()
    yield library
    library.close()


def gold() -> list[dict[str, object]]:
    path = SAMPLE.parent / "gold.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.slow
class TestSample:
    def test_events_are_the_gold_events(self, sampled: Library) -> None:
        rows = gold()
        home = {a.id: a.event for a in sampled.overview().articles}
        precision, recall = b_cubed(
            [str(r["event"]) for r in rows], [home[str(r["article"])] for r in rows]
        )
        assert precision >= 0.95
        assert recall >= 0.90

    def test_near_misses_are_apart(self, sampled: Library) -> None:
        home = {a.id: a.event for a in sampled.overview().articles}
        of = {
            key: {home[str(r["article"])] for r in gold() if r["event"] == key}
            for key in ("marren-licence", "galtrey-tariff")
        }
        assert not of["marren-licence"] & of["galtrey-tariff"]

    def test_paragraphs_are_the_authors(self, sampled: Library) -> None:
        lines = SAMPLE.read_text(encoding="utf-8").splitlines()
        for row in map(json.loads, lines):
            stored = sampled.article(row["id"]).paragraphs
            wanted = row["text"].split("\n\n")
            assert [clean(p.text) for p in stored] == [clean(text) for text in wanted]

    def test_framing_is_better_than_chance(self, sampled: Library) -> None:
        """A floor under the whole way from file to judgement; the figures are on Methods."""
        wanted, found = [], []
        for row in gold():
            stored = sampled.article(str(row["article"])).paragraphs
            labels = row["paragraphs"]
            assert isinstance(labels, list)
            for label in labels:
                judgement = stored[label["position"]].judgement
                if label["stance"] == "mixed" or judgement is None:
                    continue
                wanted.append(Stance(label["stance"]))
                found.append(judgement.stance)
        scores = macro_f1(wanted, found)
        assert sum(scores.values()) / 3 >= 0.45
