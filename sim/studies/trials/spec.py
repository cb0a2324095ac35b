"""What a trial file says: whom a trial recruits, what its arms get, and when it measures."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.core.strict import Strict
from sim.errors import UnknownName, WrongValue
from sim.scenario.tables import Problem

Points = tuple[float, float]
LONGEST = 52 * 20  # weeks of follow-up
LARGEST_SOCIETY = 5_000_000


class Withheld(StrEnum):
    """What an arm may not have in addition to what the trial gives it."""

    NOTHING = "nothing"  # care as usual continues
    THERAPY = "therapy"  # no place in a service: a waiting list
    CARE = "care"  # neither that nor family doctor or medication


class RecruitSpec(Strict):
    """Whom a trial recruits. Nobody in a course of treatment takes part."""

    phq9: Points = Field(default=(0.0, 27.0), strict=False, description="PHQ-9 points at screening, from and to")
    gad7: Points = Field(default=(0.0, 21.0), strict=False, description="GAD-7 points at screening")
    pcl5: Points = Field(default=(0.0, 80.0), strict=False, description="PCL-5 points at screening")
    diagnosis: list[Annotated[Problem, Field(strict=False)]] = Field(
        default_factory=list, description="in an episode of one of these; empty: no diagnosis needed"
    )
    medicated_weeks: int = Field(default=0, ge=0, le=1000, description="minimum weeks on medication")
    unmedicated: bool = Field(default=False, description="only people who take no medication")
    share: float = Field(default=0.25, gt=0.0, le=1.0, description="share of those eligible who are recruited")
    participants: int = Field(default=10**6, ge=2, description="maximum, over all arms")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for scale, top in (("phq9", 27.0), ("gad7", 21.0), ("pcl5", 80.0)):
            low, high = getattr(self, scale)
            if not 0.0 <= low <= high <= top:
                raise WrongValue((scale,), [low, high], f"two numbers of points in order, from 0 to {top:g}")
        if self.unmedicated and self.medicated_weeks > 0:
            raise WrongValue(("unmedicated",), True, "false, since medicated_weeks asks for people on medication")
        return self


class ArmSpec(Strict):
    """What one arm gets."""

    intervention: str = Field(default="", description="an intervention; empty: nothing from the trial")
    sessions: Annotated[int, Field(ge=0, le=100)] = Field(
        default=0, description="weekly sessions; 0: those of the intervention (programmes need a number here)"
    )
    start_week: Annotated[int, Field(ge=0, le=LONGEST)] = Field(
        default=0, description="week after randomisation from which it is given"
    )
    withhold: Withheld = Field(default=Withheld.NOTHING, strict=False, description="other care that is withheld")
    withhold_until: Annotated[int, Field(ge=0, le=LONGEST)] = Field(
        default=LONGEST, description="week after randomisation up to which that is withheld"
    )
    stop_medication: bool = Field(default=False, description="medication ends at randomisation and is not resumed")


class TrialSpec(Strict):
    """A whole trial file."""

    title: str = Field(description="name shown to readers")
    description: str = Field(default="", description="what it asks, in a paragraph")
    scenario: str = Field(default="baseline", description="the society it takes place in")
    people: int = Field(default=20_000, ge=10, le=LARGEST_SOCIETY, description="size of that society")
    recruit: RecruitSpec = Field(default_factory=RecruitSpec, description="whom it recruits")
    arms: dict[str, ArmSpec] = Field(description="arms by name")
    comparator: str = Field(description="the arm that the others are compared with")
    weeks: list[Annotated[int, Field(ge=1, le=LONGEST)]] = Field(
        description="weeks after randomisation at which everybody is measured"
    )
    primary: str = Field(default="phq9", description="main outcome: phq9, gad7, pcl5, gse or ismi")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.arms) < 2:
            raise WrongValue(("arms",), list(self.arms), "two arms or more")
        if self.comparator not in self.arms:
            raise UnknownName(("comparator",), self.comparator, "an arm", list(self.arms))
        if self.primary not in ("phq9", "gad7", "pcl5", "gse", "ismi"):
            raise UnknownName(("primary",), self.primary, "an outcome", ["phq9", "gad7", "pcl5", "gse", "ismi"])
        if not self.weeks or self.weeks != sorted(set(self.weeks)):
            raise WrongValue(("weeks",), self.weeks, "one week or more, in order")
        return self
