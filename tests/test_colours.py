"""What tells the stances apart for whoever sees few colours or none."""

import re
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.records import Stance
from embeddings.views import cards, marks, routes, stance

# Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", IEEE TVCG 15(6), table 1, severity 1.0; on linear RGB.
SEEN = {
    "all colours": np.eye(3),
    "protanopia": np.array([
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deuteranopia": np.array([
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
    "tritanopia": np.array([
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ]),
}
TO_XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])
WHITE = TO_XYZ.sum(axis=1)


def linear(colour: str) -> NDArray[np.float64]:
    """Return ``#rrggbb`` as linear RGB in ``[0, 1]`` (sRGB's transfer function)."""
    value = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIE L*a*b* of linear RGB under D65."""
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    bent = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([
        116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2]),
    ])


def apart(one: str, other: str, eye: NDArray[np.float64]) -> float:
    """Return the CIE76 difference of two colours for an eye; about 2 can just be told."""
    return float(np.linalg.norm(lab(eye @ linear(one)) - lab(eye @ linear(other))))


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2, from 1 to 21."""
    light, dark = sorted((float(TO_XYZ[1] @ linear(c)) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour(side: Stance) -> str:
    scale = marks.palette([side]).to_dict()
    return str(scale["range"][0])


def test_the_simulation_gives_known_values() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21, abs=0.01)
    assert apart("#ffffff", "#000000", SEEN["all colours"]) == pytest.approx(100, abs=0.01)
    # Red and green of one lightness: far apart, but hardly for who lacks one of both.
    assert apart("#d00000", "#008000", SEEN["all colours"]) > 100
    assert apart("#b05a00", "#6f7a00", SEEN["deuteranopia"]) < 20


@pytest.mark.parametrize("eye", SEEN)
def test_supportive_and_critical_are_far_apart_for_every_eye(eye: str) -> None:
    up, down = (colour(side) for side in cards.SIDES)
    assert apart(up, down, SEEN[eye]) > 85
    for side in cards.SIDES:
        assert apart(colour(side), colour(Stance.NEUTRAL), SEEN[eye]) > 20


@pytest.mark.parametrize("ground", ["#ffffff", "#14171b"])
def test_marks_can_be_seen_on_both_grounds(ground: str) -> None:
    for side in (*cards.SIDES, Stance.NEUTRAL):
        assert contrast(colour(side), ground) >= 3, side


def test_without_colours_word_sign_shape_and_line_are_left() -> None:
    looks = [stance.LOOKS[side] for side in Stance]
    for one, other in combinations(looks, 2):
        assert one.word != other.word and one.symbol != other.symbol
    judged = list(stance.JUDGED)
    shapes = marks.shapes(judged).to_dict()["range"]
    assert len(set(shapes)) == len(judged)
    css = routes.STYLES.read_text(encoding="utf-8")
    assert re.search(r"mark\.fx-cri \{ border-bottom-style: dashed", css)
    assert re.search(r"\.fx-shade\.fx-cri \{ border-left-style: dashed", css)
