"""The levers that a visitor can move, as the data file names them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from sim.core.strict import Strict
from sim.scenario.tables import FOREVER, InterventionSpec, ProgrammeSpec, ServiceSpec
from sim.studies.explore.shipped import shipped

FILE = Path(__file__).parent / "levers.toml"
PER_CENT = 100.0  # shares are shown as per cent

type Band = Literal["none", "current", "more", "ambitious"]
type Part = ServiceSpec | ProgrammeSpec


class Bands(Strict):
    """Amounts that have a name."""

    none: float
    current: float
    more: float
    ambitious: float


class Lever(Strict):
    """One lever: what it changes, and how far."""

    name: str
    title: str
    theme: str
    source: str = Field(description="scenario file that its parts come from")
    parts: list[str] = Field(min_length=1, description="tables of that file, such as programmes.media")
    standing: str = Field(default="", description="service of the baseline that the first part adds to")
    override: bool = Field(default=False, description="parts replace those of the baseline")
    without_staff: bool = Field(default=False, description="the part has its own capacity, not a shared team's")
    bands: Bands
    largest: float = Field(gt=0.0)
    for_whom: str
    cannot_tell: str

    @property
    def first(self) -> Part:
        """The part whose amount is turned."""
        return self.part(self.parts[0])

    def part(self, where: str) -> Part:
        """One of its parts, as the scenario file has it."""
        return _part(self.source, where, self.without_staff)

    @property
    def intervention(self) -> InterventionSpec:
        """What the lever gives."""
        return shipped(self.source).interventions[self.first.intervention]

    @property
    def unit(self) -> str:
        """The unit of its amount, for readers."""
        if self.override:
            return "services"
        if isinstance(self.first, ServiceSpec):
            return "sessions a week per 100,000 people"
        whom = {"everyone": "people", "symptomatic": "people with symptoms", "most_deprived": "the most deprived fifth"}
        whom |= {"recently_traumatised": "those lately traumatised", "long_waiting": "those who wait long"}
        whom |= {"struck_or_unwell": "those lately traumatised or unwell", "in_episode": "people in an episode"}
        return f"% of {whom.get(self.first.target, self.first.target)} reached in a week"

    @property
    def start_week(self) -> int:
        """First week, where nothing else is chosen."""
        return self.first.start_week or 27

    @property
    def end_week(self) -> int | None:
        """First week without it, where nothing else is chosen; None: it goes on."""
        return None if self.first.end_week >= FOREVER else self.first.end_week

    @property
    def whole(self) -> bool:
        """Whether only whole amounts make sense."""
        return self.override


@cache
def _part(source: str, where: str, without_staff: bool) -> Part:
    table, name = where.split(".")
    found: Part = getattr(shipped(source), table)[name]
    return found.model_copy(update={"staff": ""}) if without_staff else found


@cache
def levers() -> dict[str, Lever]:
    """All levers by name, in the order of the file."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Lever(name=name, source=entry.pop("from"), **entry) for name, entry in table.items()}


def themes() -> dict[str, list[Lever]]:
    """Levers by theme."""
    found: dict[str, list[Lever]] = {}
    for lever in levers().values():
        found.setdefault(lever.theme, []).append(lever)
    return found
