"""Digits written by hand, one at a time: a small net over their shape (scripts/learn_digits.py makes it).

    digit, probability = read_digit(ink)

`ink` is one digit cut out, float 0-1, height x width; a net of one hidden layer is enough for ten shapes. Three of
them, taught in different order, are asked: where they differ none is sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.float32]  # height x width, 0-1

SIDE = 12  # pixels of the square a shape is brought to
NO_DIGIT = 10  # two that touch, a part of one
_FINE = 4  # times as many before it is averaged


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Weights of the two layers of each net: nets x 144 x hidden and nets x hidden x 11."""

    first: Ink
    first_bias: Ink
    second: Ink
    second_bias: Ink


@cache
def _net() -> Net:
    with resources.files("pipeline").joinpath("data", "pen_digits.npz").open("rb") as file:
        stored = np.load(file)
        return Net(*(stored[name].astype(np.float32) for name in ("first", "first_bias", "second", "second_bias")))


def shape(ink: Ink) -> Ink:
    """The digit's box brought to SIDE x SIDE, its proportions kept, as a row of SIDE * SIDE values."""
    side = SIDE * _FINE
    scale = (side - _FINE) / max(ink.shape)
    height, width = max(1, round(ink.shape[0] * scale)), max(1, round(ink.shape[1] * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    square = np.zeros((side, side), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = cv2.resize(ink, (width, height), interpolation=method)
    small = cv2.resize(square, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small / (small.max() + 1e-6), np.float32).ravel()


def probabilities(ink: Ink) -> Ink:
    """How likely each of the ten digits is, and last that it is none."""
    net = _net()
    hidden = np.maximum(shape(ink) @ net.first + net.first_bias, 0.0)
    logits = (hidden[:, None, :] @ net.second)[:, 0, :] + net.second_bias
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray((grown / grown.sum(axis=1, keepdims=True)).mean(axis=0), np.float32)


def read_digit(ink: Ink) -> tuple[str, float]:
    """The likeliest digit and its probability."""
    found = probabilities(ink)
    best = int(found[:NO_DIGIT].argmax())
    return str(best), float(found[best])
