"""A lesson: an experiment of two or more arms, a question to predict, and the words around it; its file in `plans/`."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from sim.core.strict import Strict
from sim.errors import ScenarioError, UnknownName, WrongValue
from sim.people.state import PERSON, VISIBLE_STATE
from sim.scenario.load import format_error, nearest
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec, ProgrammeSpec, ServiceSpec
from sim.studies.lessons.claims import Takeaway, check_names
from sim.studies.lessons.measures import MEASURES

PLANS = Path(__file__).parent / "plans"
NONE = "none"  # the answer "no clear difference"
HIGHER, LOWER = "higher", "lower"
TAKEAWAYS = 3


class Who(StrEnum):
    """Whom something is done to, or measured in."""

    EVERYONE = "everyone"
    ILL = "ill"  # in an episode now
    ONCE_ILL = "once_ill"  # had an episode, and is in none now
    ILL_AT_START = "ill_at_start"  # in an episode when the experiment began, whatever came after


class Hold(Strict):
    """A state held at a value each week, as only an experimenter can."""

    field: str = Field(description="field of a person's state")
    value: float = Field(description="what it is held at")
    who: Who = Field(default=Who.EVERYONE, strict=False, description="in whom")
    until: int | None = Field(default=None, ge=1, description="last week in which it is held; left out: to the end")

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = list(PERSON.names or ())
        if self.field not in known:
            raise UnknownName(("field",), self.field, "a field of a person's state", known)
        return self

    @property
    def shown(self) -> bool:
        """Whether ties can see it."""
        return self.field in (VISIBLE_STATE.names or ())


class Arm(Strict):
    """One arm: what differs from the society as it is."""

    title: str = Field(description="name shown to readers")
    mechanisms: dict[str, bool] = Field(default_factory=dict, description="mechanisms switched off (false)")
    parameters: dict[str, float] = Field(default_factory=dict, description="model parameters that differ")
    interventions: dict[str, InterventionSpec] = Field(default_factory=dict, description="its own interventions")
    services: dict[str, ServiceSpec] = Field(default_factory=dict, description="services that are added or changed")
    programmes: dict[str, ProgrammeSpec] = Field(default_factory=dict, description="programmes that are added")
    hold: list[Hold] = Field(default_factory=list, description="states held at a value")

    def scenario(self, baseline: Scenario, name: str) -> Scenario:
        """The scenario of this arm.

        Raises:
            pydantic.ValidationError: a name that is not known or a number out of its bounds.
        """
        whole = {field: getattr(baseline, field) for field in Scenario.model_fields}
        for field in ("mechanisms", "parameters", "interventions", "services", "programmes"):
            whole[field] = getattr(baseline, field) | getattr(self, field)
        return Scenario(**(whole | {"name": name, "title": self.title}))


class Experiment(Strict):
    """Arms that start from the same people and share the same random numbers.

    Mechanisms are switched in the first week, in people who have lived with all of them so far: what one sees is what
    the mechanism does from then on.
    """

    arms: dict[str, Arm] = Field(min_length=2, description="the first is what the others are compared with")
    measure: str = Field(description="what the question is about, see `MEASURES`")
    also: list[str] = Field(default_factory=list, description="what else is measured")
    measured_in: Who = Field(default=Who.EVERYONE, strict=False, description="in whom")
    weeks: int = Field(ge=1, le=520, description="how long")
    last: int = Field(default=13, ge=1, description="weeks at the end whose mean is judged")
    people: int = Field(ge=50, le=20_000, description="size of each society")
    replicates: int = Field(ge=2, le=50, description="societies")
    seed: int = Field(ge=0, description="of all of them")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for name in self.measures:
            if name not in MEASURES:
                raise UnknownName(("measure",), name, "a measure", list(MEASURES))
        if self.last > self.weeks:
            raise WrongValue(("last",), self.last, f"at most the {self.weeks} weeks of the experiment")
        return self

    @property
    def measures(self) -> list[str]:
        """All measures, the one that the question is about first."""
        return [self.measure, *[name for name in self.also if name != self.measure]]


class Prediction(Strict):
    """What is asked before the run.

    The answers of kind "direction" are `higher`, `lower` and `none`, of the last arm against the first. Those of kind
    "most" and "least" are names of arms other than the first, and `none`.
    """

    ask: str = Field(description="the question to the class")
    kind: Literal["direction", "most", "least"] = Field(description="what an answer is")
    options: dict[str, str] = Field(min_length=2, description="answers, and how they are put to the class")
    theory: str = Field(default="", description="the answer that the theory expects; empty: it says nothing")


class Lesson(Strict):
    """A guided lesson of about five minutes."""

    title: str
    order: int = Field(description="place in the list")
    minutes: int = Field(ge=1, le=60)
    question: str = Field(description="what it is about, in a sentence or two")
    experiment: Experiment
    prediction: Prediction
    setup: str = Field(description="what is run, in plain words")
    explanation: str = Field(description="why, by the theory; what the run found is computed and stands before it")
    takeaways: list[Takeaway] = Field(min_length=TAKEAWAYS, max_length=TAKEAWAYS)
    limits: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _answers_exist(self) -> Self:
        kind, arms = self.prediction.kind, list(self.experiment.arms)
        known = [HIGHER, LOWER, NONE] if kind == "direction" else [*arms[1:], NONE]
        for name in (*self.prediction.options, *([self.prediction.theory] if self.prediction.theory else [])):
            if name not in known:
                raise UnknownName(("prediction", "options"), name, "an answer", known)
        missing = [name for name in known if name not in self.prediction.options]
        if missing:
            raise WrongValue(("prediction", "options"), ", ".join(self.prediction.options), f"words for {missing[0]!r}")
        check_names(self.takeaways, arms, self.experiment.measures, self.experiment.weeks)
        return self


@cache
def lesson_names() -> list[str]:
    """Names of the lessons, in the order in which they are taught."""
    names = [path.stem for path in PLANS.glob("*.toml")]
    return sorted(names, key=lambda name: (load_lesson(name).order, name))


def load_lesson(which: str | Path) -> Lesson:
    """Read a lesson by name, or from your own file.

    Raises:
        ScenarioError: no such lesson, or its file cannot be used; the message says where and what was expected.
    """
    path = which if isinstance(which, Path) else PLANS / f"{which}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        names = sorted(file.stem for file in PLANS.glob("*.toml"))
        raise ScenarioError(
            f"no lesson is called {path.stem!r}.{nearest(path.stem, names)} Known: {', '.join(names)}."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ScenarioError(f"{path}: not valid TOML: {problem}. Compare with the lessons in {PLANS.name}/.") from None
    try:
        return Lesson.model_validate(content)
    except ValidationError as problem:
        raise ScenarioError(format_error(path, problem, Lesson)) from None
