"""A scenario: what a policy does, for whom, when and how much. Data, checked; no code.

Files are TOML; `sim/scenario_files.py` reads them. Every field is documented where it stands.
"""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.parameters import Numbers
from sim.routes import ROUTES, Target

FOREVER = 10**6  # weeks
PER = 100_000  # places are stated per so many people

Weeks = Annotated[int, Field(ge=1, le=FOREVER)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Dose = Annotated[float, Field(ge=0.0, le=5.0)]


class Strict(BaseModel):
    """Frozen; unknown keys, NaN and infinity refused; no silent change of type."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)


class Problem(StrEnum):
    """What a service treats."""

    DEPRESSION = "depression"
    ANXIETY = "anxiety"
    POST_TRAUMATIC_STRESS = "post_traumatic_stress"


TARGETS = {target.name.lower(): target for target in Target}


class InterventionSpec(Strict):
    """An intervention: what it gives, through which routes."""

    title: str = Field(description="name for people to read")
    stands_for: str = Field(description="what it stands for, and where its doses come from")
    evidence: str = Field(default="", description="ids of the evidence it rests on")
    doses: dict[str, Dose] = Field(description="dose by route (see `sim/routes.py`), per session or per week of reach")
    sessions: int = Field(default=0, ge=0, le=100, description="planned sessions of a course; 0 for programmes")
    dropout: float = Field(default=1.0, ge=0.0, le=10.0, description="hazard of leaving, against face-to-face therapy")

    @model_validator(mode="after")
    def _known_routes(self) -> Self:
        unknown = [name for name in self.doses if name not in ROUTES]
        if unknown:
            raise UnknownName(("doses", unknown[0]), unknown[0], "a route", list(ROUTES))
        return self


class ServiceSpec(Strict):
    """A service that gives courses of treatment, with finite places."""

    intervention: str = Field(description="what it gives: the name of an intervention with sessions")
    treats: list[Annotated[Problem, Field(strict=False)]] = Field(min_length=1, description="problems it takes")
    places_per_100k: float = Field(ge=0.0, le=PER, description="sessions a week per 100,000 people")
    start_week: Weeks | None = Field(default=None, description="first week; left out: it has always been there")
    end_week: Weeks = Field(default=FOREVER, description="week from which it takes nobody new")
    fidelity: float = Field(default=1.0, ge=0.0, le=2.0, description="share of the dose that is delivered")
    measurement_based: bool = Field(default=False, description="instruments read at sessions adapt the course")
    severest_first: bool = Field(default=False, description="takes the most severe first, not the longest waiting")

    @model_validator(mode="after")
    def _dates(self) -> Self:
        _in_order(self.start_week, self.end_week)
        return self


class ProgrammeSpec(Strict):
    """A programme that reaches people outside treatment: a campaign, teaching, outreach, a course for many."""

    intervention: str = Field(description="what it gives: the name of an intervention")
    start_week: Weeks = Field(description="first week, counted from the start of the run (1)")
    end_week: Weeks = Field(default=FOREVER, description="first week without it")
    reach: Share = Field(description="share of those it is for that it reaches in a week")
    target: str = Field(default="everyone", description="whom it is for: " + ", ".join(TARGETS))
    top_share: Share = Field(default=0.1, description="for `most_connected`: the best connected share of people")
    same_people: bool = Field(default=False, description="reaches the same people every week, not others each week")
    fidelity: float = Field(default=1.0, ge=0.0, le=2.0, description="share of the dose that is delivered")
    ramp_weeks: int = Field(default=0, ge=0, le=FOREVER, description="weeks until it reaches as many as it is meant to")
    every_weeks: int = Field(default=0, ge=0, le=FOREVER, description="for pulses: length of a cycle; 0: no pulses")
    active_weeks: int = Field(default=0, ge=0, le=FOREVER, description="for pulses: weeks of each cycle that it runs")

    @model_validator(mode="after")
    def _dates(self) -> Self:
        _in_order(self.start_week, self.end_week)
        if self.target not in TARGETS:
            raise UnknownName(("target",), self.target, "a target", list(TARGETS))
        if self.active_weeks > self.every_weeks:
            raise WrongValue(("active_weeks",), self.active_weeks, f"at most every_weeks, {self.every_weeks}")
        return self


class Scenario(Strict):
    """A whole scenario, as it is run."""

    name: str = Field(description="short name, the file's name without ending")
    title: str = Field(description="name for people to read")
    description: str = Field(description="what it does, in a paragraph")
    represented_population: int = Field(
        default=1_000_000, ge=1, le=10**10, description="people that counts are scaled to"
    )
    context: str = Field(default="", description="culture profile, a file in scenarios/contexts/; empty: none")
    numbers: dict[str, float] = Field(default_factory=dict, description="numbers of the model that differ")
    mechanisms: dict[str, bool] = Field(default_factory=dict, description="mechanisms switched off (false) or on")
    interventions: dict[str, InterventionSpec] = Field(default_factory=dict, description="interventions by name")
    services: dict[str, ServiceSpec] = Field(default_factory=dict, description="services by name")
    programmes: dict[str, ProgrammeSpec] = Field(default_factory=dict, description="programmes by name")
    profile: dict[str, float] = Field(default_factory=dict, description="numbers of the culture profile, filled in")

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        for kind, specs in (("services", self.services), ("programmes", self.programmes)):
            for name, spec in specs.items():
                if spec.intervention not in self.interventions:
                    where = (kind, name, "intervention")
                    raise UnknownName(where, spec.intervention, "an intervention", list(self.interventions))
        for name, service in self.services.items():
            if self.interventions[service.intervention].sessions == 0:
                raise WrongValue(
                    ("services", name, "intervention"),
                    service.intervention,
                    "an intervention with sessions (a course), not a programme",
                )
        switches = [field.removeprefix("use_") for field in Numbers.model_fields if field.startswith("use_")]
        for name in self.mechanisms:
            if name not in switches:
                raise UnknownName(("mechanisms", name), name, "a mechanism", switches)
        for name in self.numbers:
            if name not in Numbers.model_fields:
                raise UnknownName(("numbers", name), name, "a number of the model", list(Numbers.model_fields))
        numbers = self.model_numbers()
        if numbers.oldest <= numbers.youngest:
            raise WrongValue(("numbers", "oldest"), numbers.oldest, f"an age above youngest, {numbers.youngest:g}")
        return self

    def model_numbers(self) -> Numbers:
        """The model's numbers here: defaults, then the culture profile, then `numbers` and `mechanisms`.

        Raises:
            pydantic.ValidationError: a number out of its bounds.
        """
        culture = self.mechanisms.get("culture", True)
        values: dict[str, Any] = dict(self.profile) if culture else {}
        values |= self.numbers
        values |= {f"use_{name}": 1.0 if on else 0.0 for name, on in self.mechanisms.items()}
        return Numbers(**values)

    def starts(self, other: "Scenario") -> int:
        """First week in which this scenario can differ from another (0: from before the run; FOREVER: never).

        Before that week, runs with the same seed are identical to the last bit.
        """
        if self.model_numbers() != other.model_numbers():
            return 0
        first = FOREVER
        for mine, theirs in ((self.services, other.services), (self.programmes, other.programmes)):
            for name in mine.keys() | theirs.keys():
                one, two = mine.get(name), theirs.get(name)
                if self._spec(one) == other._spec(two):
                    continue
                for spec in (one, two):
                    if spec is not None:
                        first = min(first, spec.start_week or 0)
        return first

    def _spec(self, spec: ServiceSpec | ProgrammeSpec | None) -> object:
        return None if spec is None else (spec, self.interventions[spec.intervention])


class WrongValue(ValueError):
    """A value that does not fit: where, what, and what was expected."""

    def __init__(self, where: tuple[str, ...], value: object, expected: str) -> None:
        super().__init__(f"{'.'.join(where)} = {value!r}: expected {expected}")
        self.where, self.value, self.expected = where, value, expected


class UnknownName(WrongValue):
    """A name that is not known: where, and which names are."""

    def __init__(self, where: tuple[str, ...], value: str, what: str, known: list[str]) -> None:
        super().__init__(where, value, f"{what}; known are {', '.join(known[:12])}{', ...' if len(known) > 12 else ''}")
        self.known = known


def _in_order(start: int | None, end: int) -> None:
    if start is not None and end <= start:
        raise WrongValue(("end_week",), end, f"a week after start_week, {start}")
