"""What a lesson's takeaways state about the model, in a form that a run can refute."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.core.strict import Strict
from sim.errors import UnknownName, WrongValue
from sim.people.state import Cause
from sim.studies.lessons.measures import MEASURES

SOURCES = [cause.name.lower() for cause in Cause]
SUMMED = 1e-9  # how far coefficients that cancel out may sum to something else
type Weeks = tuple[int, int]


class Part(Strict):
    """What a contrast is compared with: itself, elsewhere."""

    measure: str = Field(default="", description="another measure; left out: the same")
    source: str = Field(default="", description="another source of self-efficacy; left out: the same")
    weeks: Weeks | None = Field(default=None, strict=False, description="first and last week; left out: the end")
    share: float = Field(default=1.0, gt=0.0, description="how much of it")


class Claim(Strict):
    """A statement about arms: a contrast that is clearly above or below 0, or near it.

    Clearly: its 95 % interval over the societies excludes 0.
    """

    measure: str = Field(default="", description="a measure of the experiment, or a source")
    source: str = Field(default="", description="a source of self-efficacy, summed over all weeks (logits)")
    of: dict[str, float] = Field(min_length=2, description="arms, each with the number that it is multiplied by")
    weeks: Weeks | None = Field(default=None, strict=False, description="first and last week; left out: the end")
    beyond: Part | None = Field(default=None, description="what is taken from the contrast first")
    shows: Literal["higher", "lower", "not_higher", "similar"] = Field(description="what the contrast is")
    at_most: float | None = Field(default=None, gt=0.0, description="how large the mean may be, in the measure's unit")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if bool(self.measure) == bool(self.source):
            raise WrongValue(("measure",), self.measure, "either a measure or a source")
        if abs(sum(self.of.values())) > SUMMED:
            raise WrongValue(("of",), sum(self.of.values()), "numbers that sum to 0, so that arms are compared")
        if self.shows == "similar" and self.at_most is None:
            raise WrongValue(("at_most",), "nothing", "how large a difference counts as similar")
        for source in (self.source, self.beyond.source if self.beyond is not None else ""):
            if source and source not in SOURCES:
                raise UnknownName(("source",), source, "a source of self-efficacy", SOURCES)
        return self

    @property
    def measures(self) -> set[str]:
        """Measures that the experiment must have for it."""
        return {name for name in (self.measure, self.beyond.measure if self.beyond is not None else "") if name}


class Takeaway(Strict):
    """What to remember, and what of it a run must show."""

    words: str = Field(description="the sentence")
    claims: list[Claim] = Field(min_length=1, description="what it states about the model")


def check_names(takeaways: list[Takeaway], arms: list[str], measures: list[str], weeks: int) -> None:
    """Refuse claims about what an experiment does not have.

    Args:
        takeaways: of a lesson.
        arms: of its experiment.
        measures: of its experiment.
        weeks: of its experiment.

    Raises:
        UnknownName: an arm or a measure that the experiment does not have.
        WrongValue: weeks outside it.
    """
    for takeaway in takeaways:
        for claim in takeaway.claims:
            for arm in claim.of:
                if arm not in arms:
                    raise UnknownName(("takeaways", "claims", "of"), arm, "an arm", arms)
            for measure in claim.measures:
                if measure not in MEASURES or measure not in measures:
                    raise UnknownName(("takeaways", "claims", "measure"), measure, "a measure of this lesson", measures)
            for window in (claim.weeks, claim.beyond.weeks if claim.beyond is not None else None):
                if window is not None and not 1 <= window[0] <= window[1] <= weeks:
                    raise WrongValue(("takeaways", "claims", "weeks"), str(window), f"weeks from 1 to {weeks}")
