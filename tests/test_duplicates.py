"""Copies are found by known texts; reports of one's own and chance likenesses are not."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.duplicates import containment, families, resemblance, same_passages, sketch
from embeddings.evaluation.copies import KINDS, REQUIRED, evaluate_copies

HARBOUR = [
    "The Ostrava Bay ferry \"Lindqvist\" ran aground on a sandbank late on Monday with 214 people "
    "on board, the coast guard said. Nobody was hurt, but passengers spent nine hours in the cold "
    "before tugs could free the ship at high tide.",
    "Captain Marta Holub told the coast guard's investigators that a buoy had drifted from its "
    "place after last week's storm. \"We steered by the buoy, and the buoy was wrong,\" she said. "
    "The harbour office denied that it had been warned.",
    "The line's owner, Northern Crossings, has had three accidents in two years. In March its "
    "ferry \"Amalia\" struck a pier, and a report found that the crew had worked for sixteen hours "
    "without rest. The company promised better rosters at the time.",
    "Minister of Transport Pavel Sedlar called for an inquiry - the third since he took office. "
    "Unions want the line to lose its licence. The opposition said the minister had ignored "
    "letters from the crews since autumn.",
]
OWN_REPORT = [
    "Passengers on the Lindqvist described a night of shivering and anger after their ship stuck "
    "fast in Ostrava Bay on Monday. Blankets ran out before midnight, said Jana Kral, a nurse who "
    "was travelling with two children.",
    "The coast guard counted 214 travellers and found none injured. Tugs waited for the tide and "
    "pulled the vessel off the sand shortly before dawn.",
    "Captain Marta Holub blames a drifting buoy. Northern Crossings, which runs the route, refused "
    "to comment; its ship Amalia hit a pier in March.",
    "Pavel Sedlar, who oversees transport, announced that experts will look into the grounding. "
    "For trade unions that is too little: they demand that the operator's licence be withdrawn.",
]
LEVY = [
    "Parliament passed the sugar levy by a narrow vote after eleven hours of debate. Bakers "
    "gathered outside with loaves on poles, and the prime minister left by a side door.",
]


def edited(paragraphs: list[str], every: int) -> list[str]:
    """Change each ``every``-th word: delete it, replace it, or put another before it."""
    made, at = [], 0
    for text in paragraphs:
        words: list[str] = []
        for word in text.split():
            at += 1
            turn = at // every % 3 if at % every == 0 else 3
            words += {0: [], 1: [f"other{at}"], 2: [f"more{at}", word], 3: [word]}[turn]
        made.append(" ".join(words))
    return made


def stack(*articles: list[str]) -> NDArray[np.uint32]:
    return np.stack([sketch(article) for article in articles])


def invented(count: int, seed: int) -> list[list[str]]:
    """Unlike texts of 90 to 150 invented words."""
    random = np.random.default_rng(seed)
    return [
        [" ".join(f"w{number}" for number in random.integers(0, 400, random.integers(90, 150)))]
        for _ in range(count)
    ]


def test_copy_under_another_headline_byline_and_dateline() -> None:
    copy = [
        "Cold night on the sandbank", "By A. Writer, staff", f"OSTRAVA (Agency) — {HARBOUR[0]}",
        *HARBOUR[1:], "Editing by B. Desk",
    ]
    assert families(stack(LEVY, HARBOUR, OWN_REPORT, copy)) == [(1, 3)]


def test_typography_case_and_paragraph_bounds_do_not_matter() -> None:
    plain = ["It's a \"test\" - of type...", "CAF\u00c9 prices"]
    set_by_desk = ["IT\u2019S A \u201ctest\u201d \u2014 of\u00a0type\u2026 cafe\u0301 pri\u00adces"]
    assert sketch(plain).tolist() == sketch(set_by_desk).tolist()


def test_fifteen_percent_of_words_edited_is_a_copy() -> None:
    assert families(stack(HARBOUR, edited(HARBOUR, every=7))) == [(0, 1)]


def test_own_reports_with_the_same_names_are_no_copies() -> None:
    assert families(stack(HARBOUR, OWN_REPORT)) == []


def test_first_third_of_a_text_is_a_copy() -> None:
    long = [*HARBOUR, *invented(1, seed=5)[0]]
    short = HARBOUR[:2]
    one, other = stack(long, short)
    assert resemblance(one, other[None])[0] < 0.3
    assert containment(one, other[None])[0] > 0.9
    assert families(np.stack([one, other])) == [(0, 1)]
    assert families(np.stack([one, other]), least_contained=2) == []


def test_short_items_are_nobodys_copies() -> None:
    alert = ["Check back for updates."]
    assert families(stack(alert, alert, ["Developing"], ["Developing"], [""], [], ["— …"])) == []


def test_texts_without_words_resemble_nothing() -> None:
    empty = stack([], ["…"], ["Developing"])
    assert empty[:, 0].tolist() == [0, 0, 1]
    assert resemblance(empty[0], empty).tolist() == [0, 0, 0]
    assert resemblance(empty[2], empty).tolist() == [0, 0, 1]
    assert containment(empty[2], empty).tolist() == [0, 0, 1]


def test_nothing_gives_nothing() -> None:
    assert families(np.zeros((0, 257), dtype=np.uint32)) == []
    assert families(stack(HARBOUR)) == []
    assert same_passages([]) == []


def test_order_of_words_matters() -> None:
    words = HARBOUR[0].split()
    assert families(stack([" ".join(words)], [" ".join(words[::-1])])) == []


def test_a_group_has_a_centre_and_is_no_chain() -> None:
    """Windows slide along one text: neighbours are alike, the ends share nothing."""
    words = [f"w{number}" for number in range(600)]
    windows = [[" ".join(words[at : at + 200])] for at in range(0, 401, 80)]
    assert families(stack(windows[0], windows[5])) == []
    found = families(stack(*windows))
    assert found
    assert all(members[-1] - members[0] <= 2 for members in found)


def test_close_copies_stay_together_when_a_looser_one_could_take_one_of_them() -> None:
    """The hub of loose links does not tear a verbatim pair apart."""
    words = [f"w{number}" for number in range(300)]
    close = [" ".join(words[:200])]
    beyond = [" ".join(words[90:290])]
    found = families(stack(close, [*close, "with one line more"], beyond))
    assert (0, 1) in [members[:2] for members in found]


def test_estimates_lie_within_the_expected_error() -> None:
    base = [f"w{number}" for number in range(400)]
    errors = []
    for kept in range(40, 400, 12):
        other = base[:kept] + [f"x{kept}.{number}" for number in range(400 - kept)]
        texts = [" ".join(base), " ".join(other).replace(".", "y")]
        exact = [
            {tuple(words[i : i + 3]) for i in range(len(words) - 2)}
            for words in (text.split() for text in texts)
        ]
        jaccard = len(exact[0] & exact[1]) / len(exact[0] | exact[1])
        one, many = sketch([texts[0]]), stack([texts[1]])
        assert one[0] == len(exact[0])
        errors.append(resemblance(one, many)[0] - jaccard)
        share = len(exact[0] & exact[1]) / min(map(len, exact))
        assert containment(one, many)[0] == pytest.approx(share, abs=0.15)
    assert max(map(abs, errors)) < 4 * 0.03
    assert float(np.sqrt(np.mean(np.square(errors)))) < 0.04


def test_candidates_by_index_give_the_same_groups_as_all_pairs() -> None:
    originals = invented(120, seed=1)
    copies = [edited(text, every=7 + number % 20) for number, text in enumerate(originals[::3])]
    sketches = stack(*originals, *copies)
    exact = families(sketches)
    assert exact == [(3 * number, 120 + number) for number in range(40)]
    assert families(sketches, all_pairs=0) == exact


def test_order_of_rows_does_not_change_the_groups() -> None:
    originals = invented(20, seed=2)
    texts = [*originals, *(edited(text, every=9) for text in originals[:7])]
    turned = {frozenset(len(texts) - 1 - at for at in m) for m in families(stack(*texts[::-1]))}
    assert turned == {frozenset(members) for members in families(stack(*texts))}


def test_huge_text_is_sketched_in_parts_to_the_same_values() -> None:
    words = [f"w{number}" for number in range(9_000)]
    one = sketch([" ".join(words)])
    assert one[0] == 8_998
    halves = stack([" ".join(words[:4_502])], [" ".join(words[4_500:])])
    assert one[1:].tolist() == halves[:, 1:].min(axis=0).tolist()


def test_texts_without_spaces_have_shingles_too() -> None:
    one = "港務局表示渡輪星期一深夜在沙洲擱淺船上兩百多名乘客無人受傷拖船等到漲潮才把船拉開"
    assert sketch([one])[0] == len(one) - 2
    other = "國會以些微差距通過糖稅麵包師傅舉著麵包在外抗議總理從側門離開議場"
    assert families(stack([one], [f"快訊{one}"], [other])) == [(0, 1)]


def test_same_passages() -> None:
    quote = "\"We steered by the buoy, and the buoy was wrong,\" she said."
    texts = [
        HARBOUR[0], LEVY[0], HARBOUR[1], HARBOUR[0].replace("late on Monday", "on Monday night"),
        "She declined to comment.", "She declined to comment.", quote, f"{quote} {HARBOUR[3]}",
        HARBOUR[1].replace("\"", "”"), OWN_REPORT[1],
    ]
    assert same_passages(texts) == [(0, 3), (2, 8)]


def test_evaluation_counts_copies_and_near_misses(tmp_path: Path) -> None:
    articles = [
        {"id": str(number), "title": "t", "text": text[0]}
        for number, text in enumerate(invented(60, seed=3))
    ]
    gold = [
        {"id": "a", "cluster": "ferry", "title": "t", "text": "\n".join(HARBOUR)},
        {"id": "b", "cluster": "ferry", "title": "t", "text": "\n".join(OWN_REPORT)},
        {"id": "c", "cluster": "ferry", "title": "t", "text": "\n".join([*HARBOUR, *LEVY])},
    ]
    for name, rows in (("heap.jsonl", articles), ("gold.jsonl", gold)):
        (tmp_path / name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    results = evaluate_copies(
        tmp_path / "heap.jsonl", first=60, events=tmp_path / "gold.jsonl", command="test"
    )
    value = {str(row["metric"]): (row["value"], row["n"]) for row in results}
    assert value["copies found"][0] == 1
    assert value["pairs rightly called copies"][0] == 1
    # The two pairs with the own report; the third is a natural copy.
    assert value["reports of one event called copies"] == (0, 2)
    assert value["natural copies found"] == (1, 1)
    assert sum(int(str(value[f"copies found: {kind}"][1])) for kind in KINDS) == 60
    assert set(REQUIRED) < set(KINDS)


def test_pairs_of_a_family_are_distinct() -> None:
    found = families(stack(HARBOUR, HARBOUR, LEVY * 2, OWN_REPORT, HARBOUR))
    assert found == [(0, 1, 4)]
    assert all(not set(a) & set(b) for a, b in combinations(found, 2))
