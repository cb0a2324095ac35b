"""Burnt-in populations on disk, each named after all that made it."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sim.core.cache import cache_folder, forget_old, not_private, private_folder
from sim.core.fingerprint import rule_fingerprint
from sim.network.known import KnownTies
from sim.network.ties import Ties
from sim.people.state import PERSON, VISIBLE_STATE
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER, CostSpec, EconomySpec
from sim.simulation.engine import State

KEPT_FILES = 400
MAKING = ("library_people", "library_years", "library_twins", "settling_years")  # parameters of how a society is made


@dataclass(frozen=True)
class Snapshot:
    """A burnt-in population and its ties, at week 0."""

    ties: Ties
    state: State


def standing(scenario: Scenario) -> Scenario:
    """What of a scenario exists before the run: its parameters and the services without a start date.

    Scenarios that only differ in what they start later share it, and so start from the same people.
    """
    services = {name: spec for name, spec in scenario.services.items() if spec.start_week is None}
    pools = {spec.staff for spec in services.values()}
    wanted = {spec.intervention for spec in services.values()}
    return scenario.model_copy(
        update={
            "name": "standing",
            "title": "",
            "description": "",
            "represented_population": 1_000_000,
            "services": {
                name: spec.model_copy(
                    update={"end_week": FOREVER, "step_up_to": spec.step_up_to if spec.step_up_to in services else ""}
                )
                for name, spec in services.items()
            },
            "staff": {name: spec for name, spec in scenario.staff.items() if name in pools},
            "programmes": {},
            "events": {},
            "economy": EconomySpec(),
            "published": [],
            "interventions": {
                name: spec.model_copy(
                    update={"cost": CostSpec(), "title": "", "stands_for": "", "evidence": "", "set_by": {}}
                )
                for name, spec in scenario.interventions.items()
                if name in wanted
            },
        }
    )


@cache
def _shipped() -> Scenario:
    return standing(load_scenario(BASELINE))


def published(base: Scenario) -> Scenario:
    """The society that others start from: that of the baseline that comes with the model, made as another one is.

    Args:
        base: a standing scenario; what says how its library is made (`MAKING`) is taken from it.
    """
    making = base.model_parameters().model_dump(include=set(MAKING))
    shipped = _shipped()
    default = shipped.model_parameters()
    own = {name: value for name, value in making.items() if value != getattr(default, name)}
    return shipped.model_copy(update={"parameters": {**shipped.parameters, **own}})


def same_society(one: Scenario, other: Scenario) -> bool:
    """Whether two standing scenarios have the same people: the same parameters and the same services."""
    return one.model_parameters() == other.model_parameters() and (one.services, one.staff, one.interventions) == (
        other.services,
        other.staff,
        other.interventions,
    )


def path_of(key: str) -> Path:
    """The file of a population."""
    return cache_folder() / "populations" / f"{key}.npz"


def snapshot_key(base: Scenario, people: int, seed: int, ties: Ties | None) -> str:
    """What decides on a snapshot, as a hash: the rules, the scenario, the society that it starts from, the size, the
    seed and the ties.
    """
    digest = hashlib.sha256()
    societies = [one.model_dump(mode="json") for one in (base, published(base))]
    text = json.dumps([rule_fingerprint(), *societies, people, seed], sort_keys=True)
    digest.update(text.encode())
    for part in ties or ():
        digest.update(np.ascontiguousarray(part).tobytes())
    if isinstance(ties, KnownTies):  # names decide nothing
        for name, known in (("age", ties.age), ("sex", ties.sex)):
            if known is not None:
                digest.update(name.encode() + known.tobytes())
    return digest.hexdigest()[:32]


def save(path: Path, made: Snapshot) -> None:
    """Write completely or not at all; do without a cache that cannot be written."""
    part = path.with_suffix(f".{os.getpid()}.{id(made)}.part")
    try:
        private_folder(path.parent)
        with part.open("wb") as file:
            np.savez(
                file,
                people=np.asarray(made.state.people),
                visible_states=np.asarray(made.state.visible_states),
                credit=np.array(json.dumps(made.state.credit)),
                week=np.array(made.state.week),
                courses=np.array(json.dumps(made.state.courses)),
                hours=np.array(json.dumps(made.state.hours)),
                **{f"ties_{name}": part for name, part in made.ties._asdict().items()},
            )
        part.replace(path)
        forget_old(path.parent, KEPT_FILES)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def load(path: Path) -> Snapshot | None:
    """What is stored, or None where there is nothing or it is damaged."""
    try:
        if reason := not_private(path.parent):
            raise PermissionError(reason)
        with np.load(path) as stored:
            ties = Ties(**{name: stored[f"ties_{name}"] for name in Ties._fields})
            state = State(
                stored["people"].view(PERSON).view(np.recarray),
                stored["visible_states"].view(VISIBLE_STATE).view(np.recarray),
                json.loads(str(stored["credit"])),
                int(stored["week"]),
                tuple(json.loads(str(stored["courses"]))),
                json.loads(str(stored["hours"])),
            )
        os.utime(path)
        return Snapshot(ties, state)
    except Exception:  # whatever a damaged file brings about; it is made again
        return None
