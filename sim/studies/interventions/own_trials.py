"""How each intervention is measured on its own outcome: in a trial, or in the same society with and without it.

Where the evidence has a row that is measured already (`sim.studies.measures`), that measure is taken. Interventions
that lead people into care or change what surrounds them cannot be given to one arm as a course would be: they are given
to the whole society, and compared with the same people and the same random numbers without them.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, override

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.scores import SCORES, scores_of
from sim.people.state import Care, Disorder
from sim.scenario.scenario import Scenario
from sim.scenario.tables import ProgrammeSpec
from sim.simulation.engine import Engine
from sim.studies.fitted.freeze import refuse_sealed
from sim.studies.measures import MEASUREMENTS, Estimate, Laboratory
from sim.studies.measures.estimate import jackknife
from sim.studies.measures.relapse_prevention import RELAPSE_PREVENTION, hazard_ratio, well_after_several
from sim.studies.measures.therapy import (
    ANXIOUS,
    ANYBODY,
    AS_USUAL,
    DEPRESSED,
    END,
    GUIDED,
    SHORT_END,
    TRAUMATISED,
    WAITING,
    YEAR,
    mean_of,
    plan,
    trial_effect,
)
from sim.studies.trials.spec import ArmSpec, RecruitSpec, TrialSpec

TEN_SESSIONS = 12  # weeks: ten sessions and the odd one missed
FIVE_SESSIONS = 7
QUARTER = 12
HALF_YEAR = 26
UNMEDICATED = DEPRESSED.model_copy(update={"unmedicated": True})
SAME_CALLS = "medication_support_without_medication"
MOST_DEPRIVED = 5  # fifth
POINTS = 100.0
OUTSIDE = (Care.NEVER, Care.COMPLETED, Care.DROPPED_OUT, Care.ADVISED)  # of care at present

type Measure = Callable[[Laboratory], Estimate]


class TrialRun(NamedTuple):
    """A trial that was run: its plan, and how many took part."""

    plan: TrialSpec | None  # None: the whole society, with and without
    participants: int


class WatchedLaboratory(Laboratory):
    """A laboratory that keeps which trials were run in it, so that a table can say what was measured."""

    def __init__(self, scenario: Scenario, people: int, seed: int, *, keep: bool = True) -> None:
        super().__init__(with_comparators(scenario), people, seed, keep=keep)
        self.runs: list[TrialRun] = []

    @override
    def trial(self, plan: TrialSpec) -> pd.DataFrame:
        """As in any laboratory; the trial is kept in `runs`."""
        waves = super().trial(plan)
        first = waves[(waves["week"] == 0) & (waves["turn"] == 0)]
        self.runs.append(TrialRun(plan, len(first)))
        return waves


def with_comparators(scenario: Scenario) -> Scenario:
    """The society with interventions that only trials compare with: nobody is given them outside."""
    given = scenario.interventions["medication_support"]
    without = {route: dose for route, dose in given.doses.items() if route not in ("medication", "damping")}
    same = given.model_copy(update={"doses": without, "set_by": {}})
    return scenario.model_copy(update={"interventions": {**scenario.interventions, SAME_CALLS: same}})


def against(
    intervention: str,
    recruit: RecruitSpec,
    control: ArmSpec,
    outcome: str,
    week: int,
    *,
    sessions: int = 0,
    primary: str = "phq9",
) -> Measure:
    """A trial of one intervention against one control."""
    trial = plan(recruit, ArmSpec(intervention=intervention, sessions=sessions), control, week, primary=primary)
    return lambda lab: trial_effect(lab, trial, outcome, week)


def against_mixed_controls(intervention: str) -> Measure:
    """The mean of two trials among depressed people: against care as usual, and against a waiting list."""
    usual, waiting = (against(intervention, DEPRESSED, control, "phq9", END) for control in (AS_USUAL, WAITING))
    return lambda lab: mean_of(usual(lab), waiting(lab))


def return_of_depression(lab: Laboratory) -> Estimate:
    """The return of depression within 60 weeks, MBCT against care as usual; sealed like its row of the evidence."""
    refuse_sealed(["TX12"])
    followed = well_after_several(lab.trial(RELAPSE_PREVENTION))
    if isinstance(lab, WatchedLaboratory):  # of those recruited, these count
        lab.runs[-1] = TrialRun(RELAPSE_PREVENTION, followed["person"].nunique())
    return jackknife(followed, hazard_ratio)


# --- the whole society, with and without ---

type Read = Callable[[Engine], npt.NDArray[np.float64]]
type Chosen = Callable[[Engine], npt.NDArray[np.bool_]]
type Statistic = Callable[[pd.DataFrame], float]


def with_programme(scenario: Scenario, intervention: str, target: str) -> Scenario:
    """The society in which an intervention reaches all of its target group every week."""
    given = ProgrammeSpec(intervention=intervention, start_week=1, reach=1.0, target=target, same_people=True)
    return scenario.model_copy(update={"programmes": {**scenario.programmes, "own_trial": given}})


def lived(lab: Laboratory, scenario: Scenario, read: Read, *, ever: bool) -> npt.NDArray[np.float64]:
    """What was read of the people of the first week in the last one (NaN: not there any more), or at most in any."""
    engine = Engine(scenario, lab.start.ties, lab.start.state.copy(), lab.seed)
    ids = engine.people["id"].copy()
    most = np.zeros(len(ids))
    for _ in range(YEAR):
        engine.step()
        if ever:
            most = np.fmax(most, np.where(engine.people["id"] == ids, read(engine), 0.0))
    return most if ever else np.where(engine.people["id"] == ids, read(engine), math.nan)


def in_society(
    intervention: str, target: str, whom: Chosen, read: Read, statistic: Statistic, *, ever: bool = False
) -> Measure:
    """What a year of an intervention for a whole society changes in some of its people, on the same random numbers.

    Args:
        intervention: the programme.
        target: whom it reaches, as in scenario files.
        whom: who is measured, as they are at the start.
        read: what is read of everybody.
        statistic: what is made of it, out of columns `without` and `with`.
        ever: it is read in every week, and the most counts; else the last week counts, of those who are still there.
    """

    def measure(lab: Laboratory) -> Estimate:
        without = lab.scenario
        start = Engine(without, lab.start.ties, lab.start.state.copy(), lab.seed)
        chosen = whom(start)
        one, other = (
            lived(lab, scenario, read, ever=ever)
            for scenario in (without, with_programme(without, intervention, target))
        )
        both = pd.DataFrame({"person": start.people["id"], "without": one, "with": other})[chosen].dropna()
        if isinstance(lab, WatchedLaboratory):
            lab.runs.append(TrialRun(None, len(both)))
        return jackknife(both, statistic)

    return measure


def points(both: pd.DataFrame) -> float:
    """Percentage points more with the programme (NaN for nobody)."""
    return POINTS * float((both["with"] - both["without"]).mean()) if len(both) else math.nan


def ratio(both: pd.DataFrame) -> float:
    """Mean with the programme over the mean without (NaN where that is 0)."""
    without = float(both["without"].mean()) if len(both) else 0.0
    return float(both["with"].mean()) / without if without > 0.0 else math.nan


def standardised(both: pd.DataFrame) -> float:
    """Mean difference of the same people over the spread between people without the programme (NaN without any)."""
    spread = float(both["without"].std(ddof=1)) if len(both) > 1 else 0.0
    return float((both["with"] - both["without"]).mean()) / spread if spread > 0.0 else math.nan


def lowered(both: pd.DataFrame) -> float:
    """The same for what is better lower."""
    return -standardised(both)


def ill_without_care(engine: Engine) -> npt.NDArray[np.bool_]:
    """People in an episode who feel no need, take no medication and have no contact with care."""
    people = engine.people
    apart = np.isin(people["care"], OUTSIDE) & (people["medication_weeks"] == 0) & (people["need_recognised"] == 0)
    return np.asarray(people["in_episode"].any(axis=1) & apart)


def most_deprived(engine: Engine) -> npt.NDArray[np.bool_]:
    """People of the most deprived fifth."""
    return np.asarray(engine.people["deprivation"] == MOST_DEPRIVED)


def with_stress_disorder(engine: Engine) -> npt.NDArray[np.bool_]:
    """People in an episode of PTSD."""
    return np.asarray(engine.people["in_episode"][:, Disorder.POST_TRAUMATIC_STRESS] == 1)


def stress_disorder_over(engine: Engine) -> npt.NDArray[np.float64]:
    """1 for people who are in no episode of PTSD."""
    return np.asarray(engine.people["in_episode"][:, Disorder.POST_TRAUMATIC_STRESS] == 0, np.float64)


def in_contact(engine: Engine) -> npt.NDArray[np.float64]:
    """1 for people in any contact with care or on medication."""
    people = engine.people
    return np.asarray(~np.isin(people["care"], OUTSIDE) | (people["medication_weeks"] > 0), np.float64)


def need_felt(engine: Engine) -> npt.NDArray[np.float64]:
    """1 for people who feel a need for care."""
    return np.asarray(engine.people["need_recognised"] > 0, np.float64)


def support_felt(engine: Engine) -> npt.NDArray[np.float64]:
    """Perceived emotional support."""
    return np.asarray(engine.people["support_emotional"], np.float64)


def depression_score(engine: Engine) -> npt.NDArray[np.float64]:
    """PHQ-9 with its error."""
    rows = np.arange(len(engine.people))
    scores = scores_of(engine.people, rows, engine.parameters, engine.seed, engine.week)
    return np.asarray(scores[:, SCORES.index("phq9")], np.float64)


OWN_MEASURES: dict[str, Measure] = {
    "cbt": MEASUREMENTS["TX02"],
    "group_cbt": against_mixed_controls("group_cbt"),
    "internet_cbt_guided": lambda lab: trial_effect(lab, GUIDED, "gse", SHORT_END),
    "internet_cbt_unguided": MEASUREMENTS["TX36"],
    "vr_exposure": against("vr_exposure", ANXIOUS, WAITING, "gad7", SHORT_END, primary="gad7"),
    "medication_support": against("medication_support", UNMEDICATED, ArmSpec(intervention=SAME_CALLS), "phq9", END),
    "trauma_focused": MEASUREMENTS["TX15"],
    "cognitive_processing_therapy": against(
        "cognitive_processing_therapy", TRAUMATISED, WAITING, "pcl5", END, primary="pcl5"
    ),
    "emdr": against("emdr", TRAUMATISED, WAITING, "pcl5", TEN_SESSIONS, primary="pcl5"),
    "narrative_exposure": against("narrative_exposure", TRAUMATISED, AS_USUAL, "pcl5", TEN_SESSIONS, primary="pcl5"),
    "recovery_skills": against("recovery_skills", TRAUMATISED, AS_USUAL, "pcl5", FIVE_SESSIONS, primary="pcl5"),
    "mbsr": MEASUREMENTS["TX10"],
    "mbct": return_of_depression,
    "attention_control": against("attention_control", DEPRESSED, WAITING, "phq9", END),
    "goal_setting": MEASUREMENTS["TX40"],
    "affirmation": against("affirmation", ANYBODY, AS_USUAL, "gse", QUARTER, sessions=QUARTER),
    "efficacy_campaign": against("efficacy_campaign", ANYBODY, AS_USUAL, "gse", HALF_YEAR, sessions=HALF_YEAR),
    "lifestyle": against("lifestyle", ANYBODY, AS_USUAL, "gse", QUARTER, sessions=QUARTER),
    "peer_support": MEASUREMENTS["TX42"],
    "mass_media": MEASUREMENTS["ST16"],
    "stigma_education": MEASUREMENTS["ST17"],
    "stigma_contact": MEASUREMENTS["ST18"],
    "outreach": in_society("outreach", "symptomatic", ill_without_care, in_contact, points, ever=True),
    "screening": in_society("screening", "symptomatic", ill_without_care, need_felt, points, ever=True),
    "low_threshold_entry": in_society(
        "low_threshold_entry", "everyone", ill_without_care, in_contact, points, ever=True
    ),
    "community_integration": in_society(
        "community_integration", "most_deprived", most_deprived, support_felt, standardised
    ),
    "inclusive_policy": in_society("inclusive_policy", "everyone", most_deprived, depression_score, lowered),
    "case_management": in_society("case_management", "symptomatic", with_stress_disorder, stress_disorder_over, ratio),
}
"""How each intervention is measured, by name; `trials.toml` says the same in words."""
