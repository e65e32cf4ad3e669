"""Ask once for a document: several extractors need the same tables and names in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def last_answer(function: Callable[P, T]) -> Callable[P, T]:
    """Keep the last answer and give it again to the very same arguments.

    They are compared by identity: a `Flow` is a value of thousands of parts, hashing it costs more than the answer.
    One answer at a time is kept, so nothing grows with the number of documents.
    """
    return last_answers(1)(function)


def last_answers(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep so many answers, as `last_answer` keeps one: for what is asked of each table of a document in turn."""

    def remembering(function: Callable[P, T]) -> Callable[P, T]:
        kept: deque[tuple[tuple[object, ...], T]] = deque(maxlen=most)

        @wraps(function)
        def asked(*args: P.args, **kwargs: P.kwargs) -> T:
            key = (*args, *kwargs.values())
            for known, answer in kept:
                if len(known) == len(key) and all(a is b for a, b in zip(known, key, strict=True)):
                    return answer
            answer = function(*args, **kwargs)
            kept.appendleft((key, answer))
            return answer

        return asked

    return remembering
