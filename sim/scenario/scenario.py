"""A scenario: what a policy does, for whom, when and how much. Data, checked; no code.

Files are TOML; `sim/scenario/load.py` reads them. The tables they hold are documented in `sim/scenario/tables.py`.
"""

from collections.abc import Collection, Mapping
from typing import Any, Self

from pydantic import Field, model_validator

from sim.core.strict import Strict
from sim.errors import UnknownName, WrongValue
from sim.parameters import Parameters
from sim.scenario.renamed import with_present_names
from sim.scenario.tables import (
    FOREVER,
    MOST_PROGRAMMES,
    MOST_SERVICES,
    EconomySpec,
    EventSpec,
    InterventionSpec,
    ProgrammeSpec,
    PublishedSpec,
    ServiceSpec,
    StaffSpec,
)


class Scenario(Strict):
    """A whole scenario, as it is run."""

    name: str = Field(description="short name, the file's name without ending")
    title: str = Field(description="name shown to readers")
    description: str = Field(description="what it does, in a paragraph")
    represented_population: int = Field(
        default=1_000_000, ge=1, le=10**10, description="people that counts are scaled to"
    )
    context: str = Field(default="", description="culture profile, a file in scenarios/contexts/; empty: none")
    parameters: dict[str, float] = Field(default_factory=dict, description="model parameters that differ")
    mechanisms: dict[str, bool] = Field(default_factory=dict, description="mechanisms switched off (false) or on")
    interventions: dict[str, InterventionSpec] = Field(default_factory=dict, description="interventions by name")
    staff: dict[str, StaffSpec] = Field(default_factory=dict, description="pools of staff by name")
    services: dict[str, ServiceSpec] = Field(default_factory=dict, description="services by name")
    programmes: dict[str, ProgrammeSpec] = Field(default_factory=dict, description="programmes by name")
    events: dict[str, EventSpec] = Field(default_factory=dict, description="disasters by name")
    economy: EconomySpec = Field(default_factory=EconomySpec, description="currency, prices, discounting")
    published: list[PublishedSpec] = Field(default_factory=list, description="published figures shown for comparison")
    profile: dict[str, float] = Field(default_factory=dict, description="parameters of the culture profile, filled in")

    @model_validator(mode="before")
    @classmethod
    def _old_names(cls, given: Any) -> Any:
        """Keys under the names that they had in earlier versions."""
        return with_present_names(given, "Scenario") if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        for kind, specs in (("services", self.services), ("programmes", self.programmes)):
            for name, spec in specs.items():
                _known((kind, name, "intervention"), spec.intervention, "an intervention", self.interventions)
        for name, service in self.services.items():
            if self.interventions[service.intervention].sessions == 0:
                raise WrongValue(
                    ("services", name, "intervention"),
                    service.intervention,
                    "an intervention with sessions (a course), not a programme",
                )
            if service.staff:
                _known(("services", name, "staff"), service.staff, "a pool of staff", self.staff)
            if service.step_up_to:
                _known(("services", name, "step_up_to"), service.step_up_to, "a service", self.services)
        for name, programme in self.programmes.items():
            for service_name in programme.offers:
                _known(("programmes", name, "offers"), service_name, "a service", self.services)
        for place, figure in enumerate(self.published):
            for name in figure.programmes:
                _known(("published", place, "programmes"), name, "a programme", self.programmes)
        if len(self.services) > MOST_SERVICES:
            raise WrongValue(("services",), len(self.services), f"at most {MOST_SERVICES} services")
        if len(self.programmes) > MOST_PROGRAMMES:
            raise WrongValue(("programmes",), len(self.programmes), f"at most {MOST_PROGRAMMES} programmes")
        switches = [field.removeprefix("use_") for field in Parameters.model_fields if field.startswith("use_")]
        for name in self.mechanisms:
            _known(("mechanisms", name), name, "a mechanism", switches)
        for name in self.parameters:
            _known(("parameters", name), name, "a model parameter", list(Parameters.model_fields))
        parameters = self.model_parameters()
        if parameters.oldest <= parameters.youngest:
            raise WrongValue(
                ("parameters", "oldest"), parameters.oldest, f"an age above youngest, {parameters.youngest:g}"
            )
        self._money_has_a_currency()
        return self

    def _money_has_a_currency(self) -> None:
        if self.economy.currency:
            return
        for kind, specs in (("services", self.services), ("programmes", self.programmes)):
            for name, spec in specs.items():
                if self.interventions[spec.intervention].cost.any():
                    where = (kind, name, "intervention")
                    raise WrongValue(where, spec.intervention, "a currency in [economy], since it has costs")
        if self.economy.visit.high > 0.0 or self.economy.medication_week.high > 0.0:
            raise WrongValue(("economy", "currency"), "", "a currency, since visits or medication have costs")

    def model_parameters(self) -> Parameters:
        """The model parameters here: defaults, then the culture profile, then `parameters` and `mechanisms`.

        Raises:
            pydantic.ValidationError: a number out of its bounds.
        """
        culture = self.mechanisms.get("culture", True)
        values: dict[str, Any] = dict(self.profile) if culture else {}
        values |= self.parameters
        values |= {f"use_{name}": 1.0 if on else 0.0 for name, on in self.mechanisms.items()}
        return Parameters(**values)

    def starts(self, other: "Scenario") -> int:
        """First week in which this scenario can differ from another, both starting from the same people.

        Before that week, runs with the same seed are bit-identical. A service that exists before the run, and is
        changed, is another one from week 1 on. Money does not affect people.

        Returns:
            The week; 0 where model parameters differ, which makes it another society from before the run;
            `FOREVER` where nothing differs.
        """
        if self.model_parameters() != other.model_parameters():
            return 0
        first = FOREVER
        for mine, theirs in (
            (self.services, other.services), (self.programmes, other.programmes), (self.events, other.events)
        ):  # fmt: skip
            for name in mine.keys() | theirs.keys():
                one, two = mine.get(name), theirs.get(name)
                if self._acts(one) == other._acts(two):
                    continue
                for spec in (one, two):
                    if spec is not None:
                        first = min(first, spec.start_week or 1)
        return first

    def _acts(self, spec: ServiceSpec | ProgrammeSpec | EventSpec | None) -> object:
        """All of a spec that affects people, whatever it costs."""
        if spec is None or isinstance(spec, EventSpec):
            return spec
        given = self.interventions[spec.intervention]
        pool = self.staff.get(spec.staff) if isinstance(spec, ServiceSpec) else None
        hours = None if pool is None else (pool.hours_per_100k, given.staff_hours)
        return spec, given.doses, given.sessions, given.dropout, hours


def _known(where: tuple[str | int, ...], name: str, what: str, known: Collection[str] | Mapping[str, object]) -> None:
    if name not in known:
        raise UnknownName(where, name, what, list(known))
