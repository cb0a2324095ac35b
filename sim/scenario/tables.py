"""What a scenario file can hold: interventions, services, staff, programmes, events, money and published figures.

Each table of a file is one class here, and documents its keys. `sim/scenario/scenario.py` combines them.
"""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.core.plain import plain
from sim.errors import UnknownName, WrongValue
from sim.policy.doses import ROUTES, Target

FOREVER = 10**6  # weeks
PER = 100_000  # people per whom capacity and hours are stated
MOST_PROGRAMMES = 64  # running side by side: each person's record has a bit for each

Weeks = Annotated[int, Field(ge=1, le=FOREVER)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Dose = Annotated[float, Field(ge=0.0, le=5.0)]


class Strict(BaseModel):
    """Frozen; unknown keys, NaN and infinity refused; no silent change of type."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        """In Python, NumPy's numbers and paths may stand where a file has numbers and text."""
        return plain(given) if isinstance(given, dict) else given


class Problem(StrEnum):
    """What a service treats."""

    DEPRESSION = "depression"
    ANXIETY = "anxiety"
    POST_TRAUMATIC_STRESS = "post_traumatic_stress"


TARGETS = {target.name.lower(): target for target in Target}


class Quantity(Strict):
    """A number that is not known exactly: a mean and its 95 % interval. A file may give a bare number instead."""

    mean: float = Field(ge=0.0, description="best estimate")
    low: float = Field(ge=0.0, description="lower end of the 95 % interval")
    high: float = Field(ge=0.0, description="upper end of the 95 % interval")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, given: Any) -> Any:
        if isinstance(given, int | float) and not isinstance(given, bool):
            return {"mean": float(given), "low": float(given), "high": float(given)}
        return given

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.mean <= self.high:
            raise WrongValue(("mean",), self.mean, f"a value between low, {self.low:g}, and high, {self.high:g}")
        return self


FREE = Quantity(mean=0.0, low=0.0, high=0.0)


class CostSpec(Strict):
    """What an intervention costs, in the currency of `[economy]`; whatever is left out costs nothing."""

    session: Quantity = Field(default=FREE, description="per session attended")
    start: Quantity = Field(default=FREE, description="per course begun: assessment, materials, a headset")
    person_week: Quantity = Field(default=FREE, description="per person reached and week (programmes)")
    head_week: Quantity = Field(default=FREE, description="per head of the population and week it runs (campaigns)")

    def any(self) -> bool:
        """Whether anything costs anything."""
        return any(getattr(self, name).high > 0.0 for name in type(self).model_fields)


SET_BY = r"^(fit|[A-Z]{2}\d{2}( [A-Z]{2}\d{2})*)$"  # what may have set a dose


class InterventionSpec(Strict):
    """An intervention: what it gives, through which routes."""

    title: str = Field(description="name shown to readers")
    stands_for: str = Field(description="what it represents, and where its doses come from")
    evidence: str = Field(default="", description="ids of its evidence")
    doses: dict[str, Dose] = Field(
        description="dose by route (see `sim/policy/doses.py`), per session or per week of reach"
    )
    set_by: dict[str, Annotated[str, Field(pattern=SET_BY)]] = Field(
        default_factory=dict,
        description="by route, ids of the evidence whose figure set the dose, or `fit`; left out: a plausible prior",
    )
    sessions: int = Field(default=0, ge=0, le=100, description="planned sessions of a course; 0 for programmes")
    dropout: float = Field(default=1.0, ge=0.0, le=10.0, description="hazard of leaving, against face-to-face therapy")
    staff_hours: float = Field(
        default=0.0, ge=0.0, le=100.0, description="staff hours per session attended (programmes: per person reached)"
    )
    cost: CostSpec = Field(default_factory=CostSpec, description="what it costs")

    @model_validator(mode="after")
    def _known_routes(self) -> Self:
        unknown = [name for name in self.doses if name not in ROUTES]
        if unknown:
            raise UnknownName(("doses", unknown[0]), unknown[0], "a route", list(ROUTES))
        undosed = [name for name in self.set_by if name not in self.doses]
        if undosed:
            raise UnknownName(("set_by", undosed[0]), undosed[0], "a route with a dose", list(self.doses))
        return self


class StaffSpec(Strict):
    """A pool of staff that services share."""

    hours_per_100k: float = Field(ge=0.0, le=10.0 * PER, description="hours a week per 100,000 people")
    hours_per_post: float = Field(
        default=24.0, gt=0.0, le=60.0, description="hours with patients a week of a full-time post"
    )


class Accepts(Strict):
    """Whom a service accepts: points of the scale of the main problem at triage, from and to (both included)."""

    phq9: tuple[float, float] = Field(default=(0.0, 27.0), strict=False, description="depression, PHQ-9")
    gad7: tuple[float, float] = Field(default=(0.0, 21.0), strict=False, description="anxiety, GAD-7")
    pcl5: tuple[float, float] = Field(default=(0.0, 80.0), strict=False, description="post-traumatic stress, PCL-5")

    @model_validator(mode="after")
    def _ranges(self) -> Self:
        for name, highest in (("phq9", 27.0), ("gad7", 21.0), ("pcl5", 80.0)):
            low, high = getattr(self, name)
            if not 0.0 <= low <= high <= highest:
                raise WrongValue((name,), [low, high], f"[from, to] within 0 and {highest:g}")
        return self


class ServiceSpec(Strict):
    """A service that gives courses of treatment, with limited capacity."""

    intervention: str = Field(description="what it gives: the name of an intervention with sessions")
    treats: list[Annotated[Problem, Field(strict=False)]] = Field(min_length=1, description="problems it takes")
    weekly_sessions_per_100k: float = Field(
        default=PER, ge=0.0, le=PER, description="sessions a week per 100,000 people; left out: as many as staff allow"
    )
    staff: str = Field(default="", description="pool of staff that it draws on; empty: none that is scarce")
    accepts: Accepts = Field(default_factory=Accepts, description="scores at triage that it takes")
    only_listed: bool = Field(default=False, description="takes only people listed for it (by offer or stepping up)")
    step_up_to: str = Field(default="", description="service for those still unwell at the end of the course")
    start_week: Weeks | None = Field(default=None, description="first week; left out: it exists before the run")
    end_week: Weeks = Field(default=FOREVER, description="week from which it accepts nobody new")
    fidelity: float = Field(default=1.0, ge=0.0, le=2.0, description="share of the dose that is delivered")
    measurement_based: bool = Field(default=False, description="scores measured at sessions adapt the course")
    severest_first: bool = Field(default=False, description="admits the most severe first, not the longest waiting")

    @model_validator(mode="after")
    def _dates(self) -> Self:
        in_order(self.start_week, self.end_week)
        return self


class ProgrammeSpec(Strict):
    """A programme that reaches people outside treatment: a campaign, teaching, outreach, a course for many."""

    intervention: str = Field(description="what it gives: the name of an intervention")
    start_week: Weeks = Field(description="first week, counted from the start of the run (1)")
    end_week: Weeks = Field(default=FOREVER, description="first week without it")
    reach: Share = Field(description="share of its target group that it reaches in a week")
    target: str = Field(default="everyone", description="whom it is for: " + ", ".join(TARGETS))
    top_share: Share = Field(default=0.1, description="for `most_connected`: the best connected share of people")
    waited_weeks: int = Field(default=12, ge=0, le=FOREVER, description="for `long_waiting`: weeks waited at least")
    same_people: bool = Field(default=False, description="reaches the same people every week, not others each week")
    offers: str = Field(
        default="", description="service that those reached are listed for, if their triage scores fit; empty: none"
    )
    fidelity: float = Field(default=1.0, ge=0.0, le=2.0, description="share of the dose that is delivered")
    ramp_weeks: int = Field(default=0, ge=0, le=FOREVER, description="weeks until it reaches its full share")
    every_weeks: int = Field(default=0, ge=0, le=FOREVER, description="for pulses: length of a cycle; 0: no pulses")
    active_weeks: int = Field(default=0, ge=0, le=FOREVER, description="for pulses: weeks of each cycle that it runs")

    @model_validator(mode="after")
    def _dates(self) -> Self:
        in_order(self.start_week, self.end_week)
        if self.target not in TARGETS:
            raise UnknownName(("target",), self.target, "a target", list(TARGETS))
        if self.active_weeks > self.every_weeks:
            raise WrongValue(("active_weeks",), self.active_weeks, f"at most every_weeks, {self.every_weeks}")
        return self


class EventSpec(Strict):
    """Something that happens to many people in one week: a disaster, an attack."""

    start_week: Weeks = Field(description="the week it happens")
    exposed: Share = Field(description="share of people who live through a trauma in that week")
    severity: float = Field(ge=0.0, le=20.0, description="mean severity of their trauma; an ordinary trauma has 1")
    strain: float = Field(
        default=0.0, ge=0.0, le=20.0, description="hassles added to their weeks afterwards (ordinary: 1)"
    )
    strain_weeks: int = Field(default=0, ge=0, le=FOREVER, description="weeks that this aftermath lasts")


def _quantity(mean: float, low: float, high: float, meaning: str) -> Any:
    return Field(default=Quantity(mean=mean, low=low, high=high), description=meaning)


class UtilitySpec(Strict):
    """Quality of life by severity (EQ-5D, UK tariff; Kolovos et al. 2017, EC04-EC08), 1 being full health."""

    remission: Quantity = _quantity(0.70, 0.67, 0.73, "ever ill, hardly any symptoms now (EC04)")
    minor: Quantity = _quantity(0.62, 0.58, 0.65, "ever ill, minor symptoms (EC05)")
    mild: Quantity = _quantity(0.57, 0.54, 0.61, "mild (EC06)")
    moderate: Quantity = _quantity(0.52, 0.49, 0.56, "moderate (EC07)")
    severe: Quantity = _quantity(0.39, 0.35, 0.43, "severe (EC08)")
    never_ill: list[Quantity] = Field(
        default=[
            Quantity(mean=mean, low=mean - 0.01, high=mean + 0.01) for mean in (0.94, 0.93, 0.91, 0.85, 0.80, 0.76)
        ],
        min_length=6,
        max_length=6,
        description="never ill, by age band from 18, 25, 35, 45, 55, 65: population norms (prior)",
    )


class DisabilitySpec(Strict):
    """Disability weights (Global Burden of Disease; Salomon et al. 2015, EC09-EC14), 0 being full health.

    Post-traumatic stress has the weights of anxiety disorders, as there. Two at once count 1 - (1 - a)(1 - b).
    """

    depression_mild: Quantity = _quantity(0.145, 0.099, 0.209, "EC09; interval: prior")
    depression_moderate: Quantity = _quantity(0.396, 0.267, 0.531, "EC10; interval: prior")
    depression_severe: Quantity = _quantity(0.658, 0.477, 0.807, "EC11; interval: prior")
    anxiety_mild: Quantity = _quantity(0.030, 0.018, 0.046, "EC12; interval: prior")
    anxiety_moderate: Quantity = _quantity(0.133, 0.091, 0.186, "EC13; interval: prior")
    anxiety_severe: Quantity = _quantity(0.523, 0.362, 0.677, "EC14; interval: prior")


class EconomySpec(Strict):
    """Money and health: what costs are counted in, and how the future is weighed."""

    currency: str = Field(
        default="", description="currency of all costs, such as GBP; needed as soon as anything costs"
    )
    price_year: int = Field(default=0, ge=0, le=2200, description="year of the prices")
    perspective: str = Field(default="health service", description="whose costs are counted")
    threshold: float = Field(default=0.0, ge=0.0, description="willingness to pay for a year in full health")
    discount_costs: Share = Field(default=0.035, description="annual discount rate on costs")
    discount_health: Share = Field(default=0.035, description="annual discount rate on health")
    visit: Quantity = Field(default=FREE, description="cost of a visit to the family doctor")
    medication_week: Quantity = Field(default=FREE, description="cost of a week of medication")
    utilities: UtilitySpec = Field(default_factory=UtilitySpec, description="quality of life by severity")
    disability: DisabilitySpec = Field(default_factory=DisabilitySpec, description="disability weights")


class PublishedSpec(Strict):
    """A published figure that the report puts beside the simulated one."""

    measure: str = Field(description="how it is measured here: a name from `sim/studies/comparison/published.py`")
    label: str = Field(description="what the figure says")
    value: float = Field(description="the published figure")
    low: float | None = Field(default=None, description="lower end of what was published")
    high: float | None = Field(default=None, description="upper end of what was published")
    unit: str = Field(default="", description="its unit")
    evidence: str = Field(default="", description="id of the evidence")


def in_order(start: int | None, end: int) -> None:
    """Refuse an end before its start."""
    if start is not None and end <= start:
        raise WrongValue(("end_week",), end, f"a week after start_week, {start}")
