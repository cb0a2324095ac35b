"""Trial files: TOML in, a checked `TrialSpec` out, or one clear message about what is wrong and where."""

import os
from pathlib import Path

from pydantic import ValidationError

from sim.scenario import Scenario
from sim.scenario_files import SCENARIOS, ScenarioError, load_scenario, read_toml, tell
from sim.studies.trials.follow import with_arms
from sim.studies.trials.plan import TrialSpec

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
            f"{which}: no such trial file. Give the path of a .toml file, or one of the names "
            f"{', '.join(trial_names())}."
        )
    try:
        plan = TrialSpec(**read_toml(path))
    except ValidationError as trouble:
        raise ScenarioError(tell(path, trouble, TrialSpec)) from None
    society = load_scenario(plan.scenario)
    try:
        with_arms(society, plan.arms)
    except ValueError as trouble:
        raise ScenarioError(f"{path}: {trouble}") from None
    return plan, society
