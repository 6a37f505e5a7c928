"""Which judge a library has: chosen, remembered, changed, and what is never judged twice."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from embeddings import explore, judges
from embeddings.endpoint import EndpointJudge
from embeddings.errors import InputError, LibraryError, ModelError
from embeddings.explore import THRESHOLD, Library
from embeddings.judges import JudgeChoice, choose, destination, recall, remember, settle
from embeddings.records import Document, Judgement, Progress, Stance
from embeddings.stance import Case, Judge
from tests.conftest import WordEncoder, word_judge, word_voices
from tests.test_endpoint import Reply, Request, Server, echo, only, running
from tests.test_store import BRIDGE, BRIDGE_2, LEVY, document

ELSEWHERE = "https://api.example.org/v1"
SECRET = "sk-not-to-be-kept"  # noqa: S105 - of the server of the tests


class CountingJudge:
    """Judges like the tests' own, under a name, and counts what it is asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[str] = []
        self.fault: ModelError | None = None
        self._judge = word_judge()

    def warm(self) -> None:
        if self.fault is not None:
            raise self.fault

    def judge(
        self,
        cases: Sequence[Case],
        *,
        threshold: float = 0.0,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Judgement]:
        self.asked += [case.paragraph for case in cases]
        return self._judge.judge(cases, threshold=threshold, progress=progress)


class Bench(dict[str, CountingJudge]):
    """The judges on this machine by what a choice names them."""

    def __missing__(self, target: str) -> CountingJudge:
        self[target] = CountingJudge(target or "shipped")
        return self[target]

    def choose(
        self, choice: JudgeChoice, environment: Mapping[str, str] | None = None
    ) -> Judge:
        return choose(choice, environment) if choice.is_endpoint else self[choice.target]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    bench = Bench()
    for room in (explore, judges):
        monkeypatch.setattr(room, "choose", bench.choose)
    return bench


@pytest.fixture
def server() -> Iterator[Server]:
    for server in running():
        server.answer = echo
        yield server


def opened(folder: Path, **environment: str) -> Library:
    return Library.open(
        folder, encoder=WordEncoder(), voices=word_voices(), environment=environment
    )


@pytest.fixture
def shelf(bench: Bench, tmp_path: Path) -> Iterator[Library]:
    """A library with seven judged paragraphs."""
    library = opened(tmp_path / "library", OPENAI_API_KEY=SECRET)
    library.add_documents([BRIDGE, BRIDGE_2, LEVY])
    yield library
    library.close()


def sides(library: Library) -> list[tuple[int, int]]:
    return [(e.counts.supportive, e.counts.critical) for e in library.overview().events]


# -- choosing


def test_each_kind_of_choice_gives_its_judge(tmp_path: Path) -> None:
    assert choose(JudgeChoice()).name.startswith(
        json.loads((judges.FRAMING / "model.json").read_text())["name"]
    )
    assert choose(JudgeChoice(str(judges.FRAMING))).name == choose(JudgeChoice()).name
    assert choose(JudgeChoice("org/some-nli")).name.startswith("entailment org/some-nli")
    assert choose(JudgeChoice(str(tmp_path))).name.startswith(f"entailment {tmp_path.name}")
    assert isinstance(choose(JudgeChoice("http://127.0.0.1:8/v1", "m")), EndpointJudge)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (JudgeChoice("http://127.0.0.1:8/v1"), "Name the language model"),
        (JudgeChoice(ELSEWHERE, "m"), "api.example.org is not this machine"),
        (JudgeChoice("https://u:p@api.example.org/v1", "m", True), "must look like"),
        (JudgeChoice("http://", "m"), "must look like"),
        (JudgeChoice("/no/such/folder"), "no folder /no/such/folder"),
        (JudgeChoice("./nowhere"), "no folder ./nowhere"),
    ],
)
def test_what_cannot_judge_is_refused(choice: JudgeChoice, said: str) -> None:
    with pytest.raises((InputError, ModelError), match=said):
        choose(choice)


def test_only_an_address_elsewhere_is_a_destination() -> None:
    assert destination(JudgeChoice(ELSEWHERE, "m")) == "api.example.org"
    assert destination(JudgeChoice("HTTP://192.168.0.7:8080")) == "192.168.0.7"
    for local in ("http://127.0.0.1:8080/v1", "http://localhost", "http://[::1]:8080/v1"):
        assert destination(JudgeChoice(local)) is None
    assert destination(JudgeChoice("org/model")) is None


def test_a_folder_is_kept_by_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    assert settle(JudgeChoice(" mine ")) == JudgeChoice(str(tmp_path / "mine"))
    for kept in ("org/model", "x" * 5000, "a\0b", ""):
        assert settle(JudgeChoice(kept)) == JudgeChoice(kept)


def test_consent_is_not_handed_on_with_the_folder(tmp_path: Path) -> None:
    choice = JudgeChoice(ELSEWHERE, "m", consent=True)
    stored = remember(choice, choose(choice), tmp_path)
    assert recall(stored, tmp_path) == (choice, choose(choice).name)
    assert not recall(stored, tmp_path / "copy")[0].consent


# -- remembering and changing


def test_the_choice_survives_reopening_and_going_back_judges_nothing(
    shelf: Library, bench: Bench
) -> None:
    assert shelf.judge_choice == JudgeChoice()
    assert len(bench[""].asked) == 7
    before, revision = sides(shelf), shelf.revision
    shelf.use_judge(JudgeChoice("other"))
    assert shelf.revision > revision
    assert shelf.overview().pending == 3
    assert shelf.prospect(JudgeChoice("other")).waiting == 7
    shelf.resume()
    assert len(bench["other"].asked) == 7
    assert (shelf.overview().pending, sides(shelf)) == (0, before)
    shelf.close()

    again = opened(shelf.folder)
    assert again.judge_choice == JudgeChoice("other")
    assert again.judge_name == f"other, threshold {THRESHOLD:.2f}"
    assert again.overview().pending == 0
    for target in ("", "other", ""):
        again.use_judge(JudgeChoice(target))
        assert again.overview().pending == 0
        again.resume()
        assert sides(again) == before
    assert (len(bench[""].asked), len(bench["other"].asked)) == (7, 7)
    again.close()


@pytest.mark.slow
def test_ten_thousand_judged_paragraphs_reopen_with_nothing_judged_again(
    bench: Bench, tmp_path: Path
) -> None:
    library = opened(tmp_path / "library")
    library.add_documents(
        [
            document(f"Matter {a}", *(f"Clause {a} {p} was praised widely." for p in range(100)))
            for a in range(100)
        ]
    )
    assert len(bench[""].asked) == 10_000
    library.close()
    again = opened(tmp_path / "library")
    again.resume()
    assert again.overview().pending == 0
    assert again.prospect(JudgeChoice()).waiting == 0
    assert sum(e.counts.supportive for e in again.overview().events) == 10_000
    assert len(bench[""].asked) == 10_000
    again.close()


def test_a_judge_given_is_used_whatever_is_stored(shelf: Library, bench: Bench) -> None:
    shelf.use_judge(JudgeChoice("other"))
    given = CountingJudge("given")
    again = Library.open(shelf.folder, encoder=WordEncoder(), judge=given, voices=word_voices())
    again.resume()
    assert len(given.asked) == 7
    assert again.judge_choice == JudgeChoice("other")
    again.close()


def test_a_judge_that_cannot_be_loaded_is_not_taken(shelf: Library, bench: Bench) -> None:
    before, revision = sides(shelf), shelf.revision
    bench["broken"].fault = ModelError("broken cannot be loaded: no file\nand much more")
    with pytest.raises(ModelError, match=r"^broken cannot be loaded: no file$"):
        shelf.use_judge(JudgeChoice("broken"))
    with pytest.raises(InputError, match="not this machine"):
        shelf.use_judge(JudgeChoice(ELSEWHERE, "m"))
    assert (shelf.judge_choice, shelf.revision) == (JudgeChoice(), revision)
    assert (shelf.overview().pending, sides(shelf)) == (0, before)


def test_no_judge_is_changed_while_another_judges(shelf: Library, bench: Bench) -> None:
    judging, go_on = threading.Event(), threading.Event()

    def report(step: Progress) -> None:
        if step.step == "Judging":
            judging.set()
            assert go_on.wait(20)

    work = threading.Thread(
        target=shelf.add_documents, args=([document("New", "A new text about the quay.")],),
        kwargs={"progress": report},
    )
    work.start()
    assert judging.wait(20)
    with pytest.raises(LibraryError, match="wait for that or cancel it"):
        shelf.use_judge(JudgeChoice("other"))
    go_on.set()
    work.join()
    assert bench["other"].asked == []
    shelf.use_judge(JudgeChoice("other"))
    assert shelf.judge_choice == JudgeChoice("other")


def test_an_open_library_follows_what_another_process_chose(
    shelf: Library, bench: Bench
) -> None:
    beside = opened(shelf.folder)
    assert beside.overview().pending == 0
    shelf.use_judge(JudgeChoice("other"))
    assert beside.overview().pending == 3
    assert beside.judge_choice == JudgeChoice("other")
    beside.resume()
    assert len(bench["other"].asked) == 7
    assert shelf.overview().pending == 0
    beside.close()


def test_a_library_whose_judge_has_gone_opens_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    model.mkdir()
    bench = Bench()
    monkeypatch.setattr(explore, "choose", bench.choose)
    library = opened(tmp_path / "library")
    library.use_judge(JudgeChoice(str(model)))
    library.add_documents([BRIDGE])
    before = sides(library)
    library.close()
    shutil.rmtree(model)
    again = opened(tmp_path / "library")
    assert (again.overview().pending, sides(again)) == (0, before)
    with pytest.raises(ModelError, match="There is no folder"):
        again.add_documents([LEVY])
    assert len(again.overview().articles) == 2
    assert again.overview().pending == 1
    again.use_judge(JudgeChoice(""))
    again.resume()
    assert again.overview().pending == 0
    again.close()


# -- an endpoint


def many(count: int) -> Document:
    return document("Council closes bridge", *(f"Trader {i} fumed at it." for i in range(count)))


def test_an_endpoint_judges_what_waits_as_estimated(shelf: Library, server: Server) -> None:
    choice = JudgeChoice(server.url, "tiny")
    told = shelf.prospect(choice)
    assert (told.waiting, told.host) == (7, None)
    assert told.estimate is not None
    assert told.estimate.calls == 7
    assert server.requests == []
    shelf.use_judge(choice)
    # One was the trial; it is kept.
    assert len(server.requests) == 1
    assert shelf.prospect(choice).waiting == 6
    shelf.resume()
    assert len(server.requests) == told.estimate.calls
    assert shelf.overview().pending == 0
    assert sum(critical for _, critical in sides(shelf)) == 7
    assert all(r.headers["authorization"] == f"Bearer {SECRET}" for r in server.requests)
    for kept in shelf.folder.iterdir():
        assert SECRET.encode() not in kept.read_bytes()
    shelf.use_judge(JudgeChoice())
    shelf.use_judge(choice)
    shelf.resume()
    assert len(server.requests) == 7


def test_an_endpoint_is_cancelled_and_resumed_by_batches(
    bench: Bench, tmp_path: Path, server: Server
) -> None:
    library = opened(tmp_path / "library")
    library.use_judge(JudgeChoice(server.url, "tiny"))
    steps: list[int] = []

    def report(step: Progress) -> None:
        if step.step == "Judging":
            steps.append(step.done)

    library.add_documents(
        [many(80)], progress=report, cancelled=lambda: len(server.requests) >= 32
    )
    assert len(server.requests) == 32
    assert steps == [*range(33), 32]  # each answer is seen to come
    assert library.prospect(JudgeChoice(server.url, "tiny")).waiting == 48
    library.resume()
    assert len(server.requests) == 80
    assert library.overview().pending == 0
    library.close()


def test_what_an_endpoint_judged_before_it_failed_is_kept(
    bench: Bench, tmp_path: Path, server: Server
) -> None:
    library = opened(tmp_path / "library")
    choice = JudgeChoice(server.url, "tiny")
    library.use_judge(choice)

    def answer(request: Request) -> Reply:
        return echo(request) if len(server.requests) <= 64 else only(401)

    server.answer = answer
    said = r"^Judging stopped after 64 of 80 paragraphs, which are kept: .* answers with status 401"
    with pytest.raises(ModelError, match=said) as failed:
        library.add_documents([many(80)])
    assert "\n" not in str(failed.value)
    assert library.prospect(choice).waiting == 16
    assert library.overview().events[0].counts.critical == 64
    server.answer = echo
    library.resume()
    assert library.prospect(choice).waiting == 0
    library.close()


def test_an_endpoint_that_cannot_judge_is_not_taken(shelf: Library, server: Server) -> None:
    server.answer = lambda _: only(401)
    with pytest.raises(ModelError, match="status 401"):
        shelf.use_judge(JudgeChoice(server.url, "tiny"))
    assert shelf.judge_choice == JudgeChoice()
    assert shelf.overview().pending == 0


def test_the_estimate_needs_no_consent_and_names_the_host(shelf: Library) -> None:
    told = shelf.prospect(JudgeChoice(ELSEWHERE, "m"))
    assert (told.waiting, told.host) == (7, "api.example.org")
    assert told.estimate is not None
    assert told.estimate.tokens_out == 7 * 500


def test_a_copied_library_sends_nothing_until_it_is_allowed_again(
    bench: Bench, tmp_path: Path
) -> None:
    library = opened(tmp_path / "library")
    library.use_judge(JudgeChoice(ELSEWHERE, "m", consent=True))
    library.close()
    shutil.copytree(tmp_path / "library", tmp_path / "copy")
    copy = opened(tmp_path / "copy")
    assert copy.judge_choice == JudgeChoice(ELSEWHERE, "m")
    with pytest.raises(InputError, match=r"api\.example\.org is not this machine"):
        copy.add_documents([LEVY])
    assert copy.overview().articles[0].title == LEVY.title
    copy.close()


def test_stances_of_the_judges_do_not_mix(shelf: Library, server: Server) -> None:
    shelf.use_judge(JudgeChoice(server.url, "tiny"))
    shelf.resume()
    event = shelf.overview().events[0]
    stances = {p.judgement.stance for p in shelf.event(event.id).paragraphs if p.judgement}
    assert stances == {Stance.CRITICAL}
    shelf.use_judge(JudgeChoice())
    stances = {p.judgement.stance for p in shelf.event(event.id).paragraphs if p.judgement}
    assert Stance.NEUTRAL in stances
