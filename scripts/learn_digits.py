#!/usr/bin/env python3
"""Learn the shapes of written digits for `pipeline/pen_digits.py`.

    scripts/learn_digits.py --out pipeline/data/pen_digits.npz

Half of the examples are real: the 1,797 digits of 13 people that come with scikit-learn (E. Alpaydin, C. Kaynak,
Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998, CC BY 4.0), of which a sixth is held
back and measured. They are 8 x 8 pixels and thick; so the other half is drawn from `pipeline/data/pen_strokes.toml`
with pens of all widths. Both are slanted, turned, stretched and blurred. Parts of digits and pairs are learned as none.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.pen_digits import NO_DIGIT, Ink, shape  # noqa: E402

Stroke = Sequence[Sequence[float]]
HIDDEN, ROUNDS, NETS = 128, 30, 3
OF_EACH, DRAWN, SPOILT = 8, 20_000, 5_000  # times a real digit is bent; digits drawn; what is none
CROSSED = 0.25  # of the drawn digits
HELD_BACK = 6  # one in so many


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "pipeline" / "data" / "pen_digits.npz")
    options = parser.parse_args()
    chance = Random(1)
    digits = load_digits()
    held = np.arange(len(digits.target)) % HELD_BACK == 0
    real = _bent(digits.images[~held] / 16.0, digits.target[~held], OF_EACH, chance)
    drawn = _drawn(chance)
    spoilt = _spoilt(chance)
    shapes = np.vstack([real[0], drawn[0], spoilt[0]])
    told = np.concatenate([real[1], drawn[1], spoilt[1]])
    nets = [_taught(shapes, told, order) for order in range(NETS)]
    seen = _bent(digits.images[held] / 16.0, digits.target[held], 3, chance)
    together = np.mean([net.predict_proba(seen[0]) for net in nets], axis=0)
    print(f"of digits held back {np.mean(together.argmax(axis=1) == seen[1]):.3f} are read right")
    layers = {
        "first": [net.coefs_[0] for net in nets],
        "first_bias": [net.intercepts_[0] for net in nets],
        "second": [net.coefs_[1] for net in nets],
        "second_bias": [net.intercepts_[1] for net in nets],
    }
    np.savez_compressed(options.out, **{name: np.array(value, np.float16) for name, value in layers.items()})
    return 0


def _taught(shapes: NDArray[np.float32], told: NDArray[np.int64], order: int) -> MLPClassifier:
    net = MLPClassifier(
        (HIDDEN,), alpha=1e-3, max_iter=ROUNDS, learning_rate_init=2e-3, batch_size=256, random_state=order
    )
    return net.fit(shapes, told)


Examples = tuple[NDArray[np.float32], NDArray[np.int64]]


def _bent(images: NDArray[np.float64], told: NDArray[np.int64], times: int, chance: Random) -> Examples:
    """Each picture so many times, a little other each time."""
    shapes = [shape(_tight(_bend(image, chance))) for image in images for _ in range(times)]
    return np.array(shapes), np.repeat(told, times)


def _bend(image: NDArray[np.float64], chance: Random) -> Ink:
    big = cv2.resize(np.pad(image, 2), (96, 96), interpolation=cv2.INTER_CUBIC)
    ink = (big > chance.uniform(0.3, 0.62) * big.max()).astype(np.float32)
    move = np.array([[chance.uniform(0.7, 1.15), chance.uniform(-0.35, 0.2), 0], [chance.uniform(-0.12, 0.12), 1, 0]])
    move[:, 2] = 48 - move[:, :2] @ np.array([48, 48])
    return _blurred(cv2.warpAffine(ink, move, (96, 96)), chance)


def _ways() -> dict[str, list[list[Stroke]]]:
    path = ROOT / "pipeline" / "data" / "pen_strokes.toml"
    ways: dict[str, list[list[Stroke]]] = tomllib.loads(path.read_text(encoding="utf-8"))["digits"]
    return ways


def _drawn(chance: Random) -> Examples:
    ways = _ways()
    told = [number % 10 for number in range(DRAWN)]
    inks = (_tight(_draw(chance.choice(ways[str(d)]), chance)) for d in told)
    shapes = [shape(_crossed(ink, chance) if chance.random() < CROSSED else ink) for ink in inks]
    return np.array(shapes), np.array(told)


def _crossed(ink: Ink, chance: Random) -> Ink:
    """Without a band of the slash that touched it on its right, as `pipeline/penned.py` leaves it."""
    height, width = ink.shape
    rows, columns = np.indices(ink.shape)
    middle = width * chance.uniform(0.75, 1.1) - 0.45 * (rows - height / 2)
    spoilt = np.where(np.abs(columns - middle) < chance.uniform(0.03, 0.08) * height, 0.0, ink)
    return np.asarray(spoilt, np.float32)


def _spoilt(chance: Random) -> Examples:
    """What is no digit: two that touch, and one of which a part is cut off."""
    ways = _ways()
    shapes = []
    for number in range(SPOILT):
        first, second = (_tight(_draw(chance.choice(ways[chance.choice("023456789")]), chance)) for _ in "ab")
        shapes.append(shape(_joined(first, second, chance) if number % 2 else _cut(first, chance)))
    return np.array(shapes), np.full(SPOILT, NO_DIGIT)


def _joined(first: Ink, second: Ink, chance: Random) -> Ink:
    height = max(len(first), len(second))
    overlap = round(chance.uniform(0.05, 0.3) * min(first.shape[1], second.shape[1]))
    pair = np.zeros((height, first.shape[1] + second.shape[1] - overlap), np.float32)
    pair[: len(first), : first.shape[1]] = first
    part = pair[height - len(second) :, first.shape[1] - overlap :]
    np.maximum(part, second, out=part)
    return pair


def _cut(ink: Ink, chance: Random) -> Ink:
    left, side = chance.uniform(0.3, 0.5), chance.randrange(4)
    height, width = round(left * ink.shape[0]), round(left * ink.shape[1])
    return _tight((ink[:height], ink[-height:], ink[:, :width], ink[:, -width:])[side])


def _draw(strokes: Sequence[Stroke], chance: Random) -> Ink:
    """A digit of one way to write it, slanted, turned and stretched, by a pen of some width."""
    ink = np.zeros((160, 160), np.float32)
    slant, wide, turn = chance.uniform(-0.05, 0.4), chance.uniform(0.6, 1.2), chance.uniform(-0.15, 0.15)
    rounds, jitter, width = chance.choice((0, 1, 2, 3, 3, 3)), chance.uniform(0, 0.09), chance.randint(2, 8)
    for stroke in strokes:
        points = np.array([(x + chance.gauss(0, jitter), y + chance.gauss(0, jitter)) for x, y in stroke])
        path = _rounded(points, rounds)
        across = (path[:, 0] * wide - (path[:, 1] - 0.8) * slant) * 60 + 40
        down = (path[:, 1] + path[:, 0] * turn) * 60 + 25
        line = np.round(np.stack([across, down], 1) * 8).astype(np.int32)
        cv2.polylines(ink, [line], False, 1.0, width, cv2.LINE_AA, 3)
    return _blurred(ink, chance)


def _rounded(path: NDArray[np.float64], rounds: int) -> NDArray[np.float64]:
    """Corners cut (Chaikin), so many times."""
    for _ in range(rounds):
        first, second = path[:-1] * 0.75 + path[1:] * 0.25, path[:-1] * 0.25 + path[1:] * 0.75
        path = np.vstack([path[:1], np.stack([first, second], 1).reshape(-1, 2), path[-1:]])
    return path


def _blurred(ink: Ink, chance: Random) -> Ink:
    soft = cv2.GaussianBlur(ink, (0, 0), chance.uniform(0.5, 2.5))
    return (soft > 0.4).astype(np.float32) if chance.random() < 0.15 else np.asarray(soft, np.float32)


def _tight(ink: Ink) -> Ink:
    down, across = np.nonzero(ink > 0.3)
    return ink[down.min() : down.max() + 1, across.min() : across.max() + 1] if len(down) else ink


if __name__ == "__main__":
    sys.exit(main())
