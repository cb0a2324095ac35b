"""A sweep's design: a TOML file that states what varies, how points are chosen, and which outcomes are measured."""

import math
import os
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, ValidationError, model_validator

from sim.core.plain import plain
from sim.core.strict import Strict
from sim.errors import SweepError, UnknownName, WrongValue
from sim.network.graph_files import ENDINGS
from sim.scenario.load import SCENARIOS, format_error, load_scenario, read_toml
from sim.scenario.renamed import DESIGN, PARAMETERS, renamed
from sim.scenario.scenario import Scenario
from sim.scenario.values import OF_MECHANISM, Value, edited
from sim.studies.fitted.priors import free_parameters
from sim.studies.sweeps.outcomes import DEFAULT_OUTCOMES, outcome_names
from sim.studies.sweeps.settings import SCENARIO, full_path, is_whole

PRIOR = "prior"  # a parameter that varies as the fit lets it
LARGEST_SEED = 2**63 - 1
MOST_RUNS = 10_000_000
IN_MEMORY = Path("design")  # stands for the file where there is none


class Method(StrEnum):
    """How points are chosen."""

    GRID = "grid"
    LIST = "list"
    LATIN_HYPERCUBE = "latin_hypercube"
    SOBOL = "sobol"
    MORRIS = "morris"

    @property
    def sampled(self) -> bool:
        """Whether points are drawn from ranges."""
        return self not in (Method.GRID, Method.LIST)


class Range(NamedTuple):
    """A parameter that varies between two ends, evenly on its own scale or on a logarithmic one."""

    low: float
    high: float
    log: bool
    steps: int  # values of a grid, both ends included

    def at(self, place: float) -> float:
        """The value at a place from 0 (low) to 1 (high)."""
        if self.log:
            return float(min(self.high, max(self.low, self.low * (self.high / self.low) ** place)))
        return self.low + place * (self.high - self.low)


class StoppingRule(Strict):
    """When there are enough replicates of a point: sequential stopping (see `sim.studies.sweeps.stopping_rule`)."""

    outcome: str = Field(description="outcome whose mean is wanted")
    difference: float = Field(gt=0.0, description="smallest difference that matters, in the outcome's unit")
    most: int = Field(default=200, ge=2, le=100_000, description="replicates of a point at most")


class Design(Strict):
    """A design file, checked."""

    title: str = Field(default="", description="name shown to readers")
    scenario: str = Field(default="baseline", description="name or path of the scenario that parameters change")
    people: int = Field(default=2000, ge=1, le=10_000_000, description="people in each population")
    weeks: int = Field(default=156, ge=0, le=10_000, description="weeks simulated; 52 make a year")
    replicates: int = Field(
        default=1, ge=1, le=1_000_000, description="runs of each point, each with its own random numbers"
    )
    seed: int = Field(default=1, ge=0, le=LARGEST_SEED, description="the same seed gives the same sweep")
    method: Annotated[Method, Field(strict=False)] = Field(default=Method.GRID, description="how points are chosen")
    samples: int = Field(
        default=64, ge=1, le=MOST_RUNS,
        description="points of a Latin hypercube, trajectories of Morris, base points of Sobol (a power of two)",
    )  # fmt: skip
    interactions: bool = Field(default=False, description="Sobol: also pairs of parameters, for twice the runs")
    outcomes: list[str] = Field(default=list(DEFAULT_OUTCOMES), min_length=1, description="what is asked of each run")
    series: bool = Field(default=False, description="keep every weekly outcome of each run, compressed")
    network: str = Field(
        default="", description="file of your own network (GraphML, GEXF, GML, edge list); empty: none"
    )
    stopping_rule: StoppingRule | None = Field(
        default=None, description="more replicates where a mean is not yet known well enough"
    )
    parameters: dict[str, Any] = Field(
        default_factory=dict, description='one value, a list, {low, high, log?, steps?}, or "prior"; by name or path'
    )
    cluster: dict[str, Any] = Field(default_factory=dict, description="options of a Dask cluster; change no result")

    @model_validator(mode="before")
    @classmethod
    def _values(cls, given: Any) -> Any:
        """In Python, values may be tuples, ranges or arrays (`np.linspace`), and scenarios paths."""
        return plain(given, lists=True) if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for name in [*self.outcomes, *([self.stopping_rule.outcome] if self.stopping_rule else [])]:
            if name not in outcome_names():
                raise UnknownName(("outcomes",), name, "an outcome", outcome_names())
        if self.stopping_rule and self.stopping_rule.outcome not in self.outcomes:
            raise WrongValue(("stopping_rule", "outcome"), self.stopping_rule.outcome, "one of this design's outcomes")
        if len(set(self.outcomes)) < len(self.outcomes):
            raise WrongValue(("outcomes",), self.outcomes, "each outcome once")
        for name in self.parameters:
            self._setting(name)
        if self.method is Method.SOBOL and self.samples & (self.samples - 1):
            raise WrongValue(("samples",), self.samples, "a power of two for Sobol's sequence, such as 64")
        if self.method.sampled and not self.ranges:
            raise WrongValue(("parameters",), self.parameters, f"a parameter with a range for {self.method}")
        if self.method in (Method.SOBOL, Method.MORRIS) and len(self.varied) < 2:
            raise WrongValue(("parameters",), self.parameters, "two parameters or more that vary")
        if self.method is Method.LIST:
            lengths = {len(values) for values in self.lists.values()}
            if len(lengths) > 1:
                raise WrongValue(("parameters",), sorted(lengths), "lists of one length: they are read row by row")
            if self.ranges:
                raise WrongValue(("parameters", next(iter(self.ranges))), "a range", "a list or one value here")
        return self

    def _setting(self, name: str) -> Range | tuple[Value, ...]:
        """A parameter as a range, or as the values it takes; one value where it stays."""
        where, given = ("parameters", name), self.parameters[name]
        if given == PRIOR:
            free = {one.name: one for one in free_parameters()}
            own = PARAMETERS.get(name, name)
            if own not in free:
                raise UnknownName(where, name, "a parameter that the fit may move, to have a prior", list(free))
            given = {"low": free[own].low, "high": free[own].high}
        if isinstance(given, dict):
            return self._range(where, given)
        values = given if isinstance(given, list) else [given]
        if not values:
            raise WrongValue(where, given, "one value or more")
        for value in values:
            if isinstance(value, float) and not math.isfinite(value):
                raise WrongValue(where, value, "a finite number")
            wanted: tuple[type, ...] = (int, float)
            if name == SCENARIO:
                wanted = (str,)
            elif name.startswith(OF_MECHANISM):
                wanted = (bool,)
            if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
                kind = {str: "names of scenarios", bool: "true or false"}.get(wanted[0], "numbers")
                raise WrongValue(where, value, kind)
        if len({repr(value) for value in values}) < len(values) and self.method is not Method.LIST:
            raise WrongValue(where, given, "each value once")
        return tuple(values)

    def _range(self, where: tuple[str, ...], given: dict[str, Any]) -> Range:
        for key in given:
            if key not in Range._fields:
                raise UnknownName((*where, key), key, "a key of a range", list(Range._fields))
        for key in ("low", "high"):
            value = given.get(key)
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise WrongValue((*where, key), value, "a finite number")
        low, high, log = float(given["low"]), float(given["high"]), given.get("log", False)
        steps = given.get("steps", 0)
        if not low < high:
            raise WrongValue((*where, "high"), high, f"a number above low, {low:g}")
        if not isinstance(log, bool) or (log and low <= 0.0):
            raise WrongValue((*where, "log"), log, "true only for a range above 0")
        if self.method is Method.GRID and (not isinstance(steps, int) or isinstance(steps, bool) or steps < 2):
            raise WrongValue((*where, "steps"), steps, "how many values a grid takes of the range, 2 or more")
        if self.method is not Method.GRID and steps:
            raise WrongValue((*where, "steps"), steps, "no steps: only a grid has them")
        return Range(low, high, log, int(steps))

    @cached_property
    def settings(self) -> dict[str, Range | tuple[Value, ...]]:
        """All parameters, in the order of the file."""
        return {name: self._setting(name) for name in self.parameters}

    @property
    def ranges(self) -> dict[str, Range]:
        """Parameters with a range."""
        return {name: one for name, one in self.settings.items() if isinstance(one, Range)}

    @property
    def lists(self) -> dict[str, tuple[Value, ...]]:
        """Parameters with several values."""
        return {name: one for name, one in self.settings.items() if not isinstance(one, Range) and len(one) > 1}

    @property
    def varied(self) -> list[str]:
        """Names of the parameters that vary."""
        return [name for name in self.settings if name in self.ranges or name in self.lists]


def checked_design(content: Mapping[str, Any], path: Path = IN_MEMORY) -> Design:
    """A design out of the content of its file.

    Raises:
        SweepError: it is none; the message names the file, the key and what was expected.
    """
    try:
        return Design(**content)
    except ValidationError as problem:
        raise SweepError(format_error(path, problem, Design)) from None


class Base(NamedTuple):
    """A scenario of a design, with what it takes to change it.

    Attributes:
        scenario: as it is before parameters change it.
        text: the scenario as JSON, which goes into keys and to workers.
        paths: parameter to full path.
        whole: parameters whose values are whole numbers.
    """

    scenario: Scenario
    text: str
    paths: dict[str, str]
    whole: frozenset[str]


def read_design(which: str | os.PathLike[str]) -> Design:
    """Read a design by path, or by the name of a file in `scenarios/sweeps/`.

    Raises:
        SweepError: no such file, or not a design; the message says where and what was expected.
        ScenarioError: it is not a TOML file.
    """
    path = Path(which)
    if path.suffix != ".toml":
        path = SCENARIOS / "sweeps" / f"{which}.toml"
    if not path.is_file():
        known = sorted(file.stem for file in (SCENARIOS / "sweeps").glob("*.toml"))
        raise SweepError(f"{which}: no such design. Give the path of a .toml file, or one of {', '.join(known)}.")
    design = checked_design(renamed(read_toml(path), DESIGN, str(path)), path)
    here = path.parent
    beside = {key: str(here / value) for key in ("scenario", "network") if (value := getattr(design, key))}
    found = {key: place for key, place in beside.items() if Path(place).suffix.lower() in (".toml", *ENDINGS)}
    kept = {key: place for key, place in found.items() if Path(place).is_file()}
    parameters = dict(design.parameters)
    if SCENARIO in parameters:
        named = parameters[SCENARIO] if isinstance(parameters[SCENARIO], list) else [parameters[SCENARIO]]
        parameters[SCENARIO] = [
            str(here / one) if one.endswith(".toml") and (here / one).is_file() else one for one in named
        ]
    return Design(**(design.model_dump() | kept | {"parameters": parameters}))


def bases(design: Design) -> dict[str, Base]:
    """The scenarios of a design by the name that the design gives them, each able to have all its values.

    Raises:
        ScenarioError: a scenario that is not there, a parameter that it does not have, or a value that it refuses.
    """
    chosen = design.settings.get(SCENARIO, (design.scenario,))
    assert not isinstance(chosen, Range)
    names = [str(name) for name in chosen]
    found = {}
    for name in names:
        scenario = load_scenario(name)
        paths = {one: full_path(scenario, one) for one in design.settings if one != SCENARIO}
        whole = frozenset(one for one, path in paths.items() if is_whole(scenario, path))
        found[name] = Base(scenario, scenario.model_dump_json(), paths, whole)
        for one, path in paths.items():
            setting = design.settings[one]
            ends = (setting.low, setting.high) if isinstance(setting, Range) else setting
            for value in ends:
                edited(scenario, {path: round(value) if one in whole and not isinstance(value, str) else value})
    return found
