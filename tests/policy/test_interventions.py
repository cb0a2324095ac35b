"""Every intervention acts by its own routes and by no other: cut them, and it does nothing at all; another still works.

All interventions of the catalogue are given to everybody for some weeks, from one snapshot and with the same dice as a
society without them. Cutting a route means setting the numbers to nothing by which its dose enters the theory.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from sim import Scenario, load_scenario
from sim.people.state import Care
from sim.policy.doses import GATES, ROUTES
from sim.scenario.load import BASELINE
from sim.scenario.tables import ProgrammeSpec
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from tests.shared import QUICK

PEOPLE, WEEKS, SEED = 3000, 16, 8
ROUNDING = 1e-9
UNSEEN = ("reached", "offered", "id")  # being reached is no effect

CUTS: dict[str, dict[str, float]] = {
    "restructuring": {"helplessness_restructuring": 0.0, "session_teaches": 0.0},
    "graded_mastery": {"graded_easier": 0.0, "guided_trying": 0.0, "guided_success": 0.0, "guided_tasks": 1.0},
    "skills": {"skills_taught": 0.0},
    "exposure": {"session_teaches": 0.0, "memory_exposure": 0.0},
    "mindfulness": {"acceptance_trained": 0.0},
    "activity": {"session_teaches": 0.0},
    "goal_setting": {"goals_brought_near": 0.0, "try_goal_set": 0.0},
    "damping": {"medication_relief": 0.0},
    "encouragement": {"credibility": 0.0, "medication_support": 0.0},
    "coping_models": {"models_shown": 0.0},
    "support": {"contact_as_ties": 0.0},
    "self_stigma_work": {"self_stigma_worked": 0.0, "power_work": 0.0},
    "attitude": {"stigma_taught": 0.0},
    "contact": {"stigma_met": 0.0},
    "disclosure": {"disclosure_safer": 0.0},
    "recognition": {"recognition_taught": 0.0},
    "access": {"access_eased": 0.0, "start_eased": 0.0},
    "inclusion": {"success_inclusion": 0.0, "expectation_inclusion": 0.0, "inclusion_levelling": 0.0},
    "strain_relief": {"strain_relieved": 0.0},
    "ties": {"contact_added": 0.0},
    "medication": {"offer_accepted": 0.0},
    "adherence": {"adherence_support": 0.0},
}


def mean(field: str, sign: float = 1.0) -> Callable[[Engine], float]:
    """The mean of a field over everybody, or its opposite where less is better."""
    return lambda engine: sign * float(np.mean(engine.people[field]))


def relief(disorder: int) -> Callable[[Engine], float]:
    """Less severity of one disorder."""
    return lambda engine: -float(np.mean(engine.people["severity"][:, disorder]))


def sought(engine: Engine) -> float:
    """People who have felt a need or sought care."""
    return float(np.mean((engine.people["need_recognised"] == 1) | (engine.people["care"] != Care.NEVER)))


def entered(engine: Engine) -> float:
    """People who have come to care."""
    return float(np.mean(engine.people["care"] != Care.NEVER))


def belief(engine: Engine) -> float:
    """Self-efficacy."""
    return float(np.mean(engine.people["self_efficacy"]))


DEPRESSION, ANXIETY, TRAUMA = relief(0), relief(1), relief(2)
TARGETS: dict[str, Callable[[Engine], float]] = {
    "cbt": DEPRESSION,
    "group_cbt": DEPRESSION,
    "internet_cbt_guided": DEPRESSION,
    "internet_cbt_unguided": DEPRESSION,
    "vr_exposure": ANXIETY,
    "medication_support": mean("medication_weeks"),
    "trauma_focused": TRAUMA,
    "cognitive_processing_therapy": TRAUMA,
    "emdr": TRAUMA,
    "narrative_exposure": TRAUMA,
    "recovery_skills": TRAUMA,
    "mbsr": mean("acceptance"),
    "mbct": mean("acceptance"),
    "attention_control": belief,
    "goal_setting": mean("goal_difficulty", -1.0),
    "affirmation": belief,
    "efficacy_campaign": belief,
    "lifestyle": mean("health_behaviour"),
    "peer_support": mean("hope"),
    "mass_media": mean("public_stigma", -1.0),
    "stigma_education": mean("public_stigma", -1.0),
    "stigma_contact": mean("public_stigma", -1.0),
    "outreach": sought,
    "screening": sought,
    "low_threshold_entry": entered,
    "community_integration": mean("support_emotional"),
    "inclusive_policy": mean("outcome_expectation"),
    "case_management": mean("strain", -1.0),
}
OTHERS = ("stigma_education", "lifestyle", "mbsr", "screening")  # of which one has none of the routes


def differences(one: npt.NDArray[np.void], other: npt.NDArray[np.void]) -> list[str]:
    """Fields in which two populations differ by more than rounding (a guided task is added up in another order)."""
    names = [field for field in one.dtype.names or () if field not in UNSEEN]
    return [field for field in names if np.abs(one[field].astype(float) - other[field].astype(float)).max() > ROUNDING]


@dataclass(frozen=True)
class World:
    """One burnt-in society, and the same without an intervention under any numbers (remembered)."""

    scenario: Scenario
    start: Snapshot

    def after(self, intervention: str, cuts: dict[str, float]) -> Engine:
        """Everybody gets an intervention every week (none for an empty name)."""
        programmes = (
            {"it": ProgrammeSpec(intervention=intervention, start_week=1, reach=1.0, same_people=True)}
            if intervention
            else {}
        )
        scenario = self.scenario.model_copy(
            update={"programmes": programmes, "parameters": self.scenario.parameters | cuts, "services": {}}
        )
        engine = Engine(scenario, self.start.ties, self.start.state.copy(), SEED)
        for _ in range(WEEKS):
            engine.step()
        return engine


@pytest.fixture(scope="module")
def world() -> World:
    scenario = load_scenario(BASELINE).model_copy(
        update={"parameters": {**QUICK, "library_people": 1500.0, "library_years": 12.0}}
    )
    return World(scenario, snapshot(scenario, PEOPLE, SEED))


@pytest.fixture(scope="module")
def untouched(world: World) -> Engine:
    return world.after("", {})


def test_every_route_can_be_cut_and_every_intervention_is_tried() -> None:
    catalogue = load_scenario(BASELINE).interventions
    assert set(CUTS) == set(ROUTES) - set(GATES)  # which close a way into care: tests/theory/test_care.py
    assert set(TARGETS) == set(catalogue)
    assert {route for spec in catalogue.values() for route in spec.doses} >= set(CUTS) - {"damping"}  # by medication


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_an_intervention_acts_by_its_own_routes_and_by_no_other(name: str, world: World, untouched: Engine) -> None:
    target = TARGETS[name]
    routes = set(world.scenario.interventions[name].doses)
    assert target(world.after(name, {})) > target(untouched)  # it works
    cuts = {number: value for route in routes for number, value in CUTS[route].items()}
    with_it, without = world.after(name, cuts), world.after("", cuts)
    assert differences(with_it.people, without.people) == []  # in nobody's state anything is left of it
    other = next(candidate for candidate in OTHERS if not routes & set(world.scenario.interventions[candidate].doses))
    gain = TARGETS[other](world.after(other, {})) - TARGETS[other](untouched)
    gain_when_cut = TARGETS[other](world.after(other, cuts)) - TARGETS[other](without)
    assert gain > 0.0
    assert 0.6 * gain < gain_when_cut < 1.6 * gain  # another intervention's benefit stays


def test_medication_works_while_it_is_taken_and_only_then(world: World) -> None:
    quick = {"medication_stop": 0.5}

    def run(weeks: int, stops: bool) -> tuple[float, float]:
        severity = []
        for taken in (1, 0):
            engine = Engine(
                world.scenario.model_copy(update={"parameters": world.scenario.parameters | (quick if stops else {})}),
                world.start.ties, world.start.state.copy(), SEED,
            )  # fmt: skip
            engine.people["medication_weeks"] = taken
            for _ in range(weeks):
                engine.step()
            severity.append(float(np.mean(engine.people["severity"][:, 0] - engine.people["relief"])))
        return severity[0], severity[1]

    with_it, without = run(12, False)
    assert with_it < without - 0.1
    stopped, never = run(78, True)
    assert abs(stopped - never) < 0.35 * (without - with_it)
