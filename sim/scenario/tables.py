"""What a scenario file can hold: interventions, services, staff, programmes, events, money and published figures.

Each table of a file is one class here, and documents its keys. `sim/scenario/scenario.py` combines them.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from sim.core.strict import Strict
from sim.errors import UnknownName, WrongValue
from sim.parameters.health import DisabilityWeights, QualityOfLife
from sim.parameters.quantity import FREE, Quantity
from sim.policy.doses import ROUTES, Target

FOREVER = 10**6  # weeks
PER = 100_000  # people per whom capacity and hours are stated
YEAR_DIGITS = 4
MOST_SERVICES = 64  # each person's record has a bit for each that is offered
MOST_PROGRAMMES = 64  # running side by side: each person's record has a bit for each

Weeks = Annotated[int, Field(ge=1, le=FOREVER)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Dose = Annotated[float, Field(ge=0.0, le=5.0)]


class Problem(StrEnum):
    """What a service treats."""

    DEPRESSION = "depression"
    ANXIETY = "anxiety"
    POST_TRAUMATIC_STRESS = "post_traumatic_stress"


TARGETS = {target.name.lower(): target for target in Target}


class CostSpec(Strict):
    """What an intervention costs, in the currency of `[economy]`; whatever is left out costs nothing."""

    session: Quantity = Field(default=FREE, description="per session attended")
    start: Quantity = Field(default=FREE, description="per course begun: assessment, materials, a headset")
    person_week: Quantity = Field(default=FREE, description="per person reached and week (programmes)")
    head_week: Quantity = Field(default=FREE, description="per head of the population and week it runs (campaigns)")

    def any(self) -> bool:
        """Whether anything costs anything."""
        return any(getattr(self, name).high > 0.0 for name in type(self).model_fields)


SET_BY = r"^(fit|definition|judgement|unrecorded|[A-Z]{2}\d{2}( [A-Z]{2}\d{2})*)$"  # what may have set a dose


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
        description="by route, what set the dose: ids of the evidence whose figure it was set to meet, `fit`, or "
        "`judgement`, the modellers' own; left out: not said",
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
    counted: bool = Field(
        default=True,
        description="its courses count in the published figures of the scenario (false: another provider's)",
    )
    step: int = Field(default=1, ge=1, le=9, description="of services that take a person, the lowest step comes first")
    sent_elsewhere: Share = Field(default=0.0, description="share found unsuitable before a first session")
    one_contact: Share = Field(default=0.0, description="share whose first contact is all: advised, or sent elsewhere")
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


def _one_or_several(given: object) -> object:
    """A name alone, as a list of one; an empty one, as none."""
    return ([given] if given else []) if isinstance(given, str) else given


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
    offers: Annotated[list[str], BeforeValidator(_one_or_several)] = Field(
        default_factory=list,
        description="service, or list of services, offered to those reached: the first that takes their triage scores",
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
        if self.every_weeks > 0 and self.active_weeks == 0:
            raise WrongValue(("active_weeks",), 0, "1 or more, the weeks of each cycle in which it runs (every_weeks)")
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


class PriceIndexSpec(Strict):
    """A published index of prices, by which costs of one year are restated in the prices of another."""

    currency: str = Field(default="", description="currency whose prices these are; costs in another are not restated")
    source: str = Field(default="", description="name of the index, as reports give it")
    evidence: str = Field(default="", description="ids of its evidence")
    years: dict[str, Annotated[float, Field(gt=0.0)]] = Field(
        default_factory=dict, description="index by year; financial years by the year in which they end"
    )

    @model_validator(mode="after")
    def _years(self) -> Self:
        for year in self.years:
            if not (len(year) == YEAR_DIGITS and year.isascii() and year.isdigit()):
                raise WrongValue(("years", year), self.years[year], f"a year of four digits instead of {year!r}")
        return self


class EconomySpec(Strict):
    """Money and health: what costs are counted in, and how the future is weighed."""

    currency: str = Field(
        default="", description="currency of all costs, such as GBP; needed as soon as anything costs"
    )
    price_year: int = Field(default=0, ge=0, le=2200, description="year of the prices")
    report_year: int = Field(
        default=0, ge=0, le=2200, description="year in whose prices costs are reported, by `price_index`; 0: price_year"
    )
    price_index: PriceIndexSpec = Field(default_factory=PriceIndexSpec, description="prices of other years")
    perspective: str = Field(default="health service", description="whose costs are counted")
    threshold: float = Field(
        default=0.0, ge=0.0, description="willingness to pay for a year in full health, in the money that is reported"
    )
    discount_costs: Share = Field(default=0.035, description="annual discount rate on costs")
    discount_health: Share = Field(default=0.035, description="annual discount rate on health")
    visit: Quantity = Field(default=FREE, description="cost of a visit to the family doctor")
    medication_week: Quantity = Field(default=FREE, description="cost of a week of medication")
    utilities: QualityOfLife = Field(default_factory=QualityOfLife, description="quality of life: norms, decrements")
    disability: DisabilityWeights = Field(default_factory=DisabilityWeights, description="disability weights")

    @model_validator(mode="after")
    def _can_be_restated(self) -> Self:
        if self.report_year and self.report_year != self.price_year and self.report_year not in self.known_years:
            known = ", ".join(map(str, self.known_years)) or "none"
            raise WrongValue(
                ("report_year",),
                self.report_year,
                f"a year to which {self.currency or 'no currency'} of {self.price_year} can be restated "
                f"(known: {known}); add others under [economy.price_index.years]",
            )
        return self

    @property
    def known_years(self) -> list[int]:
        """Years in whose prices costs can be reported, by the index; none where the index is of other money."""
        if self.price_index.currency != self.currency or str(self.price_year) not in self.price_index.years:
            return []
        return sorted(map(int, self.price_index.years))

    @property
    def money_year(self) -> int:
        """Year in whose prices costs are reported; 0 where none is given."""
        return self.report_year or self.price_year

    @property
    def other_year(self) -> int:
        """Year in whose prices headline costs stand beside: the latest of the index, or that of the prices; 0: none."""
        years = [year for year in ([*self.known_years[-1:], self.price_year]) if year != self.money_year]
        return years[0] if self.known_years and years else 0

    @property
    def other_rise(self) -> float:
        """How many times as much something costs in the other year as in the one that is reported; 1 without it."""
        return self.inflation(self.money_year, self.other_year) if self.other_year else 1.0

    def inflation(self, start: int, end: int) -> float:
        """How many times as much something costs in one year as in another, both known."""
        return 1.0 if start == end else self.price_index.years[str(end)] / self.price_index.years[str(start)]


class PublishedSpec(Strict):
    """A published figure that the report puts beside the simulated one."""

    measure: str = Field(description="how it is measured here: a name from `sim/studies/readings`")
    label: str = Field(description="what the figure says")
    programmes: list[str] = Field(
        default_factory=list, description="for costs of programmes: those that count; left out: all"
    )
    value: float | None = Field(default=None, description="the published figure; left out: none was published")
    low: float | None = Field(default=None, description="lower end of what was published")
    high: float | None = Field(default=None, description="upper end of what was published")
    unit: str = Field(default="", description="its unit")
    evidence: str = Field(default="", description="id of the evidence")


def in_order(start: int | None, end: int) -> None:
    """Refuse an end before its start."""
    if start is not None and end <= start:
        raise WrongValue(("end_week",), end, f"a week after start_week, {start}")
