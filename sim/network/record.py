"""What was read of a network, and what was ignored: one record for the terminal, the report, `run.json` and Python."""

import warnings
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sim.errors import NetworkNote

HERE = str(Path(__file__).parents[1])  # the package
MOST_NAMED = 12  # ignored columns that are named; of more, their number is given


@dataclass
class Source:
    """Where a network comes from, and what its reader already left out or guessed.

    Attributes:
        file: the file; empty for a graph in memory.
        form: "edge list", "GraphML", "GEXF", "GML" or "graph".
        ignored: columns or attributes of ties that were not read.
        remarks: what was done with what stood there.
        doubts: what was guessed, and may be wrong.
    """

    file: str = ""
    form: str = "graph"
    ignored: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        """What messages begin with."""
        return f"Network file {self.file}" if self.file else "Network graph"


@dataclass(frozen=True)
class NetworkRecord:
    """What was read of a network, after repeated ties were merged and ties with oneself dropped.

    Attributes:
        file: the file; empty for a graph in memory.
        form: "edge list", "GraphML", "GEXF", "GML" or "graph".
        people: how many people.
        ties: how many ties, each counted once.
        strengths: ties whose strength was given.
        strength_from: the column or attribute that strengths were read from.
        ages: people whose age was given and is used.
        sexes: people whose sex was given and is used.
        ignored: columns or attributes of ties that were not read.
        ignored_of_people: attributes of people that were not read.
        remarks: what was done with what stood there.
        doubts: what was guessed, and may be wrong.
    """

    file: str
    form: str
    people: int
    ties: int
    strengths: int
    strength_from: str = ""
    ages: int = 0
    sexes: int = 0
    ignored: tuple[str, ...] = ()
    ignored_of_people: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def in_doubt(self) -> bool:
        """Whether anything was ignored or guessed. A graph in memory may carry attributes of its owner's."""
        in_part = any(0 < known < self.people for known in (self.ages, self.sexes))
        return bool(self.ignored or self.doubts or in_part or (self.file and self.ignored_of_people))

    @property
    def words(self) -> str:
        """In words: "1,894 people, 12,718 ties; strengths given for 0; ignored: value"."""
        source = f" ({self.strength_from})" if self.strengths and self.strength_from else ""
        parts = [
            f"{self.people:,} {'person' if self.people == 1 else 'people'}, "
            f"{self.ties:,} {'tie' if self.ties == 1 else 'ties'}",
            f"strengths given for {self.strengths:,}{source}",
        ]
        for what, known in (("ages", self.ages), ("sexes", self.sexes)):
            if known:
                rest = "" if known == self.people else f" of {self.people:,}, drawn for the others"
                parts.append(f"{what} given for {known:,}{rest}")
        parts += [f"ignored: {_named(self.ignored)}"] if self.ignored else []
        parts += [f"ignored of people: {_named(self.ignored_of_people)}"] if self.ignored_of_people else []
        return "; ".join([*parts, *self.remarks, *self.doubts])

    @property
    def message(self) -> str:
        """The words, with where the network comes from."""
        return f"{Source(self.file).where}: {self.words}"

    def as_json(self) -> dict[str, object]:
        """For `run.json`."""
        return {**asdict(self), "words": self.words}

    def warn(self) -> None:
        """Give the message as a Python warning (`NetworkNote`), at the line outside the model that asked."""
        warnings.warn(self.message, NetworkNote, skip_file_prefixes=(HERE,))


def _named(names: tuple[str, ...]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
