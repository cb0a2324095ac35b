"""What a visitor asks: levers, dates, seed, area. A page's whole state, checked."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.core.strict import Strict
from sim.errors import UnknownName, WrongValue
from sim.people.state import WEEKS_PER_YEAR
from sim.studies.explore.levers import Lever, levers
from sim.studies.explore.shipped import shipped_names

HORIZONS = (3, 5, 10)  # years that costs and health can be counted over
WEEKS = HORIZONS[0] * WEEKS_PER_YEAR  # of a run, unless another horizon is asked for
LONGEST = HORIZONS[-1] * WEEKS_PER_YEAR
MOST_KEPT = 4  # policies side by side
WHOLE = 100.0  # per cent
ROUNDED = 1.0  # per cent by which published shares may miss the whole

type Share = Annotated[float, Field(ge=0.0, le=WHOLE)]


class Setting(Strict):
    """Where one lever stands."""

    amount: float = Field(ge=0.0, description="in the lever's unit")
    start: int = Field(ge=1, le=LONGEST, description="first week")
    end: int | None = Field(default=None, ge=2, le=10_000, description="first week without it; none: it goes on")


class Area(Strict):
    """The visitor's own area; whatever is left out is as in the baseline."""

    population: int | None = Field(default=None, ge=1_000, le=2_000_000_000)
    places: float | None = Field(default=None, ge=0.0, le=5_000.0, description="talking therapy, per 100,000 people")
    waiting: float | None = Field(
        default=None, ge=0.0, le=520.0, description="weeks waited there, to compare with the model's"
    )
    budget: float | None = Field(
        default=None, ge=0.0, le=1e12, description="the most to be spent in a year beyond the baseline, in its currency"
    )
    deprivation: tuple[Share, Share, Share, Share, Share] | None = Field(
        default=None, description="% of its people in each deprivation fifth of the nation, least deprived first"
    )

    @model_validator(mode="after")
    def _whole(self) -> "Area":
        if self.deprivation is not None and abs(sum(self.deprivation) - WHOLE) > ROUNDED:
            raise WrongValue(("deprivation",), self.deprivation, "five shares that add up to 100 %")
        return self

    @property
    def shares(self) -> tuple[float, ...] | None:
        """Shares of the five fifths, which add up to 1; None: those of the nation."""
        if self.deprivation is None:
            return None
        return tuple(share / sum(self.deprivation) for share in self.deprivation)


class Policy(Strict):
    """A policy: a scenario to begin with, and levers moved on top of it."""

    base: str = "baseline"
    settings: dict[str, Setting] = Field(default_factory=dict)
    title: str = Field(default="", max_length=80)

    @model_validator(mode="after")
    def _known(self) -> "Policy":
        if self.base not in shipped_names():
            raise UnknownName(("base",), self.base, "a scenario", list(shipped_names()))
        for name, setting in self.settings.items():
            if name not in levers():
                raise UnknownName(("settings", name), name, "a lever", list(levers()))
            for field, problem in problems(levers()[name], setting.amount, setting.start, setting.end).items():
                raise WrongValue(("settings", name, field), getattr(setting, field), problem)
        return self


class Question(Strict):
    """All that a page shows is an answer to this."""

    policy: Policy = Field(default_factory=Policy)
    kept: list[Policy] = Field(default_factory=list, max_length=MOST_KEPT)
    area: Area = Field(default_factory=Area)
    seed: int = Field(default=1, ge=0, le=2**53 - 1)
    years: Literal[3, 5, 10] = Field(default=3, description="that costs and health are counted over")
    outcome: str = "ill"

    @property
    def weeks(self) -> int:
        """Length of its runs."""
        return self.years * WEEKS_PER_YEAR


def problems(lever: Lever, amount: object, start: object, end: object) -> dict[str, str]:
    """What is wrong with numbers that somebody typed, by field; empty where all is well."""
    found = {}
    if not isinstance(amount, int | float) or isinstance(amount, bool) or not 0.0 <= amount <= lever.largest:
        found["amount"] = f"Type a number from 0 to {lever.largest:g}."
    elif lever.whole and amount != int(amount):
        found["amount"] = f"Type a whole number from 0 to {lever.largest:g}."
    if not isinstance(start, int) or not 1 <= start <= LONGEST:
        found["start"] = f"Type a whole week from 1 to {LONGEST}."
    elif end is not None and (not isinstance(end, int) or end <= start):
        found["end"] = f"Type a whole week after week {start}, or leave it empty."
    return found


__all__ = ["HORIZONS", "LONGEST", "MOST_KEPT", "WEEKS", "Area", "Policy", "Question", "Setting", "problems"]
