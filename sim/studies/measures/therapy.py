"""Rows from trials of treatments: recruited, randomised, turned round and measured as the studies did."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from sim.scenario.tables import Problem
from sim.studies.measures.estimate import Estimate, jackknife
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.trials.effects import dropout, effect_size, never_began, response, with_composites
from sim.studies.trials.spec import ArmSpec, RecruitSpec, TrialSpec, Withheld

TWO_MONTHS = 8
END = 14  # weeks: twelve sessions and the odd one missed
SHORT_END = 10  # of courses of eight sessions
YEAR = 52

DEPRESSED = RecruitSpec(phq9=(10, 27), diagnosis=[Problem.DEPRESSION], share=0.5)
ANXIOUS = RecruitSpec(gad7=(10, 21), diagnosis=[Problem.ANXIETY], share=0.5)
TRAUMATISED = RecruitSpec(pcl5=(33, 80), diagnosis=[Problem.POST_TRAUMATIC_STRESS], share=0.75)
DISTRESSED = RecruitSpec(phq9=(5, 27), share=0.25)  # mixed adults with some symptoms
ANYBODY = RecruitSpec(share=0.1)
EVER_SO_ILL = RecruitSpec(diagnosis=[Problem.DEPRESSION, Problem.ANXIETY, Problem.POST_TRAUMATIC_STRESS], share=0.5)
ATTENTION = ArmSpec(intervention="attention_control")
AS_USUAL = ArmSpec()
WAITING = ArmSpec(withhold=Withheld.THERAPY)


def plan(recruit: RecruitSpec, treated: ArmSpec, control: ArmSpec, *weeks: int, primary: str = "phq9") -> TrialSpec:
    """A trial of two arms; its main outcome is the one that it is stratified by."""
    arms = {"treated": treated, "control": control}
    return TrialSpec(title="", recruit=recruit, arms=arms, comparator="control", weeks=list(weeks), primary=primary)


CBT_AND_USUAL_CARE = plan(DEPRESSED, ArmSpec(intervention="cbt"), AS_USUAL, TWO_MONTHS, END)
CBT_AND_WAITING = plan(DEPRESSED, ArmSpec(intervention="cbt"), WAITING, TWO_MONTHS, END)
GUIDED = plan(DEPRESSED, ArmSpec(intervention="internet_cbt_guided"), AS_USUAL, SHORT_END)
UNGUIDED = plan(DEPRESSED, ArmSpec(intervention="internet_cbt_unguided"), AS_USUAL, SHORT_END)
CBT_FOR_ANXIETY = plan(ANXIOUS, ArmSpec(intervention="cbt"), ATTENTION, END, primary="gad7")
MINDFULNESS = plan(DISTRESSED, ArmSpec(intervention="mbsr"), ATTENTION.model_copy(update={"sessions": 8}), TWO_MONTHS)
TRAUMA_FOCUSED = plan(TRAUMATISED, ArmSpec(intervention="trauma_focused"), ATTENTION, END, primary="pcl5")
GOAL_SETTING = plan(ANYBODY, ArmSpec(intervention="goal_setting", sessions=12), AS_USUAL, 12)
PEER_SUPPORT = plan(EVER_SO_ILL, ArmSpec(intervention="peer_support"), AS_USUAL, END)
CBT_THEN_NOTHING = plan(
    DEPRESSED,
    ArmSpec(intervention="cbt", withhold=Withheld.CARE),
    WAITING,
    *(END + quarter * 13 for quarter in range(9)),
)


def _g(waves: pd.DataFrame, outcome: str, week: int) -> float:
    """Hedges g, the mean over turns."""
    turns = [effect_size(turn, outcome, week, "treated", "control")[0] for _, turn in waves.groupby("turn")]
    return sum(turns) / len(turns)


def trial_effect(lab: Laboratory, trial: TrialSpec, outcome: str, week: int) -> Estimate:
    """Hedges g of a trial's treated arm against its control, above 0 where the treated did better."""
    waves = with_composites(lab.trial(trial))
    needed = waves.loc[waves["week"] == week, ["person", "arm", "week", "turn", outcome]]
    return jackknife(needed, lambda part: _g(part, outcome, week))


def response_in(lab: Laboratory, trial: TrialSpec, arm: str) -> Estimate:
    """Percentage of an arm whose PHQ-9 has fallen by half after two months."""
    waves = lab.trial(trial)
    visits = waves["week"].isin([0, TWO_MONTHS]) & (waves["arm"] == arm)
    needed = waves.loc[visits, ["person", "arm", "week", "turn", "phq9"]]
    return jackknife(needed, lambda part: 100.0 * response(part, "phq9", TWO_MONTHS, arm))


def status_in(lab: Laboratory, trial: TrialSpec, week: int, of: Callable[[pd.DataFrame, int, str], float]) -> Estimate:
    """Percentage of the treated arm by what became of their course."""
    waves = lab.trial(trial)
    needed = waves.loc[waves["week"] == week, ["person", "arm", "week", "status"]]
    return jackknife(needed, lambda part: 100.0 * of(part, week, "treated"))


def mean_of(one: Estimate, other: Estimate) -> Estimate:
    """The mean of two estimates."""
    return Estimate((one.value + other.value) / 2.0, ((one.error**2 + other.error**2) ** 0.5) / 2.0)


@measures("SE25")
def internet_programmes_on_self_efficacy(lab: Laboratory) -> Estimate:
    """Gain of self-efficacy by internet-delivered CBT against usual care: guided and unguided trials alike."""
    return mean_of(trial_effect(lab, GUIDED, "gse", SHORT_END), trial_effect(lab, UNGUIDED, "gse", SHORT_END))


@measures("TX02")
def psychotherapy_on_depression(lab: Laboratory) -> Estimate:
    """CBT on depression against the mixed controls of trials: usual care and waiting lists alike."""
    usual = trial_effect(lab, CBT_AND_USUAL_CARE, "phq9", END)
    return mean_of(usual, trial_effect(lab, CBT_AND_WAITING, "phq9", END))


@measures("TX03")
def response_to_psychotherapy(lab: Laboratory) -> Estimate:
    """Depressed people in CBT whose PHQ-9 has fallen by half after two months, %."""
    return response_in(lab, CBT_AND_USUAL_CARE, "treated")


@measures("TX04")
def response_of_controls(lab: Laboratory) -> Estimate:
    """Depressed people in usual care and on waiting lists whose PHQ-9 has fallen by half after two months, %."""
    return mean_of(*(response_in(lab, trial, "control") for trial in (CBT_AND_USUAL_CARE, CBT_AND_WAITING)))


def eased(waves: pd.DataFrame, arm: str, week: int) -> float:
    """Percentage by which the mean PHQ-9 of an arm has fallen since the start, of those measured then."""
    mine = waves[waves["arm"] == arm].assign(key=lambda table: table["person"] * 10 + table["turn"])
    first, last = (mine[mine["week"] == at].set_index("key")["phq9"] for at in (0, week))
    before = float(first.reindex(last.index).mean()) if len(last) else 0.0
    return 100.0 * (1.0 - float(last.mean()) / before) if before > 0.0 else float("nan")


@measures("NC10")
def eased_while_waiting(lab: Laboratory) -> Estimate:
    """Fall of the mean PHQ-9 of depressed people in eight weeks on a waiting list, %."""
    return jackknife(lab.trial(CBT_AND_WAITING), lambda part: eased(part, "control", TWO_MONTHS))


def out_of_diagnosis(waves: pd.DataFrame, arm: str, week: int) -> float:
    """Percentage of an arm that is in no episode of depression at a week; NaN for nobody."""
    there = waves.loc[(waves["arm"] == arm) & (waves["week"] == week), "in_depression"]
    return 100.0 * float((~there.astype(bool)).mean()) if len(there) else float("nan")


@measures("TX05")
def free_of_the_diagnosis_after_cbt(lab: Laboratory) -> Estimate:
    """Depressed people in CBT who are out of the diagnosis when the course ends, %."""
    return jackknife(lab.trial(CBT_AND_USUAL_CARE), lambda part: out_of_diagnosis(part, "treated", END))


@measures("TX06")
def free_of_the_diagnosis_in_usual_care(lab: Laboratory) -> Estimate:
    """Depressed people in usual care who are out of the diagnosis after the same time, %."""
    return jackknife(lab.trial(CBT_AND_USUAL_CARE), lambda part: out_of_diagnosis(part, "control", END))


@measures("TX08")
def cbt_on_anxiety(lab: Laboratory) -> Estimate:
    """CBT on anxiety (GAD-7) against attention control."""
    return trial_effect(lab, CBT_FOR_ANXIETY, "gad7", END)


@measures("TX10")
def mindfulness_on_depression(lab: Laboratory) -> Estimate:
    """Mindfulness on depression (PHQ-9) after eight weeks against attention control."""
    return trial_effect(lab, MINDFULNESS, "phq9", TWO_MONTHS)


@measures("TX11")
def mindfulness_on_anxiety(lab: Laboratory) -> Estimate:
    """Mindfulness on anxiety (GAD-7) after eight weeks against attention control."""
    return trial_effect(lab, MINDFULNESS, "gad7", TWO_MONTHS)


@measures("TX15")
def trauma_focused_therapy(lab: Laboratory) -> Estimate:
    """Trauma-focused therapy on post-traumatic stress (PCL-5) against attention control."""
    return trial_effect(lab, TRAUMA_FOCUSED, "pcl5", END)


@measures("TX18")
def dropout_from_trauma_focused_therapy(lab: Laboratory) -> Estimate:
    """Those who begin trauma-focused therapy and leave early, %."""
    return status_in(lab, TRAUMA_FOCUSED, END, dropout)


@measures("TX20")
def never_begin_cbt(lab: Laboratory) -> Estimate:
    """Those given a place in CBT who never have a first session, %."""
    return status_in(lab, CBT_AND_USUAL_CARE, TWO_MONTHS, never_began)


@measures("TX21")
def dropout_from_cbt(lab: Laboratory) -> Estimate:
    """Those who begin CBT for depression and leave early, %."""
    return status_in(lab, CBT_AND_USUAL_CARE, END, dropout)


def relapsed(waves: pd.DataFrame, weeks: int) -> float:
    """Percentage of those who responded to a finished course and are ill again within some weeks of its end.

    Ill again is a new episode, or the old one with a PHQ-9 back at the cut-off at a later visit.
    """
    mine = waves[waves["arm"] == "treated"]
    mine = mine.assign(key=mine["person"] * 10 + mine["turn"])
    wide = {
        name: mine.pivot_table(index="key", columns="week", values=name) for name in ("phq9", "episodes_depression")
    }
    status = mine[mine["week"] == END].set_index("key")["status"]
    ill = mine.assign(in_depression=mine["in_depression"].astype(float))
    in_episode = ill.pivot_table(index="key", columns="week", values="in_depression")
    scores = wide["phq9"]
    responded = (scores[END] <= scores[0] / 2.0) & (status.reindex(scores.index) == "completed")
    visits = [END + quarter * 13 for quarter in range(1, weeks // 13 + 1)]
    followed = responded & scores[visits[-1]].notna()
    new = wide["episodes_depression"][visits[-1]] > wide["episodes_depression"][END]
    back = ((scores[visits] >= 10.0) & (in_episode[visits] > 0.5)).any(axis=1)
    return 100.0 * float((new | back)[followed].mean()) if followed.any() else float("nan")


@measures("TX22")
def relapse_within_a_year_of_cbt(lab: Laboratory) -> Estimate:
    """Responders to CBT, followed without care, who are ill again within a year, %."""
    return jackknife(lab.trial(CBT_THEN_NOTHING), partial(relapsed, weeks=YEAR))


@measures("TX23")
def relapse_within_two_years_of_cbt(lab: Laboratory) -> Estimate:
    """Responders to CBT, followed without care, who are ill again within two years, %."""
    return jackknife(lab.trial(CBT_THEN_NOTHING), partial(relapsed, weeks=2 * YEAR))


@measures("TX36")
def apps_on_depression(lab: Laboratory) -> Estimate:
    """Unguided internet-delivered CBT on depression (PHQ-9) against usual care."""
    return trial_effect(lab, UNGUIDED, "phq9", SHORT_END)


@measures("TX40")
def goal_setting_on_behaviour(lab: Laboratory) -> Estimate:
    """Goal setting on behaviour: attempts in twelve weeks, against nothing."""
    return trial_effect(lab, GOAL_SETTING, "attempts", 12)


@measures("TX42")
def peer_support_on_recovery(lab: Laboratory) -> Estimate:
    """Peer support on personal recovery (hope, empowerment, self-efficacy) against usual care."""
    return trial_effect(lab, PEER_SUPPORT, "personal_recovery", END)
