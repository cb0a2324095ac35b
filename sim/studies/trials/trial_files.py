"""Trial files: TOML in, a checked `TrialSpec` out, or one clear message about what is wrong and where."""

import os
from pathlib import Path

from pydantic import ValidationError

from sim.errors import ScenarioError, WrongValue
from sim.scenario.load import SCENARIOS, format_error, load_scenario, nearest, read_toml
from sim.scenario.scenario import Scenario
from sim.studies.trials.courses import with_courses
from sim.studies.trials.spec import TrialSpec

TRIALS = SCENARIOS / "trials"


def trial_names() -> list[str]:
    """Names of the trials that come with the model."""
    return sorted(path.stem for path in TRIALS.glob("*.toml"))


def load_trial(which: str | os.PathLike[str]) -> tuple[TrialSpec, Scenario]:
    """Read a trial by name (a file of `scenarios/trials/`) or path, and the society it takes place in.

    Raises:
        ScenarioError: no such file, unknown keys or names, wrong types, weeks out of order, an unknown intervention.
    """
    path = Path(which)
    if path.suffix != ".toml" and str(which) in trial_names():
        path = TRIALS / f"{which}.toml"
    if not path.is_file():
        raise ScenarioError(
            f"{which}: no such trial file.{nearest(str(which), trial_names())} Give the path of a .toml file, or one "
            f"of the names {', '.join(trial_names())}."
        )
    try:
        plan = TrialSpec(**read_toml(path))
    except ValidationError as problem:
        raise ScenarioError(format_error(path, problem, TrialSpec)) from None
    society = _society(path, plan.scenario)
    try:
        with_courses(society, plan)
    except WrongValue as problem:
        raise ScenarioError(f"{path}: {problem}.{nearest(str(problem.value), getattr(problem, 'known', []))}") from None
    return plan, society


def _society(path: Path, scenario: str) -> Scenario:
    """The scenario that a trial file names: by name, or by a path from the file's own folder or from here."""
    beside = path.parent / scenario
    try:
        return load_scenario(beside if beside.suffix == ".toml" and beside.is_file() else scenario)
    except ScenarioError as problem:
        raise ScenarioError(f"{path}: scenario = {scenario!r}: {problem}") from None
