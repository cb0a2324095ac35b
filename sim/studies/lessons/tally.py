"""A class's predictions, counted. Nobody is named."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

MOST_VOTES = 9999  # for one answer; more than any class


class Tally(NamedTuple):
    """How many predicted each answer."""

    counts: tuple[tuple[str, int], ...]

    @classmethod
    def empty(cls, options: Sequence[str]) -> "Tally":
        """Nobody has predicted anything."""
        return cls(tuple((name, 0) for name in options))

    @property
    def total(self) -> int:
        """All predictions."""
        return sum(count for _, count in self.counts)

    def of(self, option: str) -> int:
        """How many predicted this answer."""
        return dict(self.counts).get(option, 0)

    def with_count(self, option: str, count: int) -> "Tally":
        """The tally with another count for one answer.

        Raises:
            ValueError: no such answer, or not a number of people.
        """
        if option not in dict(self.counts):
            raise ValueError(f"{option!r} is no answer; there are {', '.join(name for name, _ in self.counts)}")
        if not 0 <= count <= MOST_VOTES:
            raise ValueError(f"{count}: expected a number of people from 0 to {MOST_VOTES}")
        return Tally(tuple((name, count if name == option else old) for name, old in self.counts))

    def plus(self, counts: Iterable[tuple[str, int]]) -> "Tally":
        """The tally with further predictions, such as those sent by phone.

        Args:
            counts: answers and how many more predicted each; answers that this tally does not have are left out.
        """
        more = dict(counts)
        return Tally(tuple((name, count + more.get(name, 0)) for name, count in self.counts))

    def share(self, option: str) -> float:
        """Share of the class that predicted this answer, 0 to 1; 0 where nobody predicted."""
        return self.of(option) / self.total if self.total else 0.0

    def sentence(self, options: Mapping[str, str], answer: str) -> str:
        """What the class predicted against what came out, in words."""
        if not self.total:
            return "Nobody has made a prediction."
        right = self.of(answer)
        said = f"{right} of {self.total} {'prediction' if self.total == 1 else 'predictions'} named what came out"
        return f"{said} ({options[answer].rstrip('.')})." if answer in options else f"{said}."
