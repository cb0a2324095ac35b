"""How times are taken: contenders in turn, again and again, so that whatever slows the machine slows them all."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Contender:
    """One way of living weeks.

    Attributes:
        key: short name, for the machine.
        label: name for people to read.
        people: people that live.
        weeks: weeks that each repetition times.
        threads: threads at work.
        run: lives that many weeks and returns the seconds that they took; what it prepares before is not counted.
        close: gives back what it holds.
        nanoseconds: cost per person-week, one for each repetition.
    """

    key: str
    label: str
    people: int
    weeks: int
    threads: int
    run: Callable[[int], float]
    close: Callable[[], None] = lambda: None
    nanoseconds: list[float] = field(default_factory=list)

    def repeat(self) -> None:
        """One repetition."""
        self.nanoseconds.append(1e9 * self.run(self.weeks) / (self.people * self.weeks))


@dataclass(frozen=True)
class Ratio:
    """How many times as long one contender takes as another: the median over repetitions, and the range."""

    key: str
    label: str
    median: float
    low: float
    high: float
    expected: str = ""
    met: bool | None = None


def interleave(contenders: Sequence[Contender], repetitions: int, say: Callable[[str], None]) -> None:
    """Warm all up (compilation, caches), then time them in turn: A B C A B C ..."""
    for contender in contenders:
        say(f"warming up: {contender.label}, {contender.people:,} people")
        contender.run(1)
    for repetition in range(repetitions):
        say(f"repetition {repetition + 1} of {repetitions}")
        for contender in contenders:
            contender.repeat()


def ratio(
    key: str, label: str, slow: Contender, fast: Contender, *, least: float | None = None, most: float | None = None
) -> Ratio:
    """Compare two contenders within each repetition, and say whether the median is as hoped."""
    each = [one / other for one, other in zip(slow.nanoseconds, fast.nanoseconds, strict=True)]
    median = statistics.median(each)
    if least is not None:
        return Ratio(key, label, median, min(each), max(each), f"at least {least:g}", median >= least)
    if most is not None:
        return Ratio(key, label, median, min(each), max(each), f"at most {most:g}", median <= most)
    return Ratio(key, label, median, min(each), max(each))


def clocked(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
