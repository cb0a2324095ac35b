"""After a disaster: who is found, what each is offered by their scores, and offers of several services."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from sim import Scenario, load_scenario
from sim.errors import ScenarioError, WrongValue
from sim.parameters import parameter_record
from sim.people.instruments import gad7, pcl5, phq9
from sim.people.state import NO_TRAUMA, Care, Disorder, PersonState
from sim.policy.circumstances import Circumstances
from sim.policy.delivery import is_for, receive
from sim.policy.doses import PROGRAMME, Programme, Target, table
from sim.scenario.load import BASELINE
from sim.scenario.tables import ProgrammeSpec, ServiceSpec
from sim.simulation.schedule import Policy
from sim.theory.care import consider_offers
from tests.theory.anybody import UNSUPPORTED, N, doses, somebody

WEEK, SEED = 60, 3
AFTER = {"disaster_stepped_care": "disaster_therapy", "mass_shooting_stepped_care": "shooting_therapy"}
EXACT = {"error_phq9": 0.0, "error_gad7": 0.0, "error_pcl5": 0.0, "offer_accepted": 1e9}
LOW, MILD, GRAVE = -4.0, -1.1, 1.0  # severities, logit: below all scores that are taken, symptoms, a case


def programme(target: Target) -> Programme:
    record = table(PROGRAMME, 1)
    record["target"] = target
    return cast("Programme", record[0])


def felt(level: float, *, ill_of: Disorder | None = None, since: int = NO_TRAUMA) -> PersonState:
    """Somebody whose symptoms are all low but those of one disorder, and who may be in an episode of it."""
    me = somebody(weeks_since_trauma=float(since), burden=0.0, relief=0.0)
    me.severity[:] = LOW
    me.severity[Disorder.DEPRESSION if ill_of is None else ill_of] = level
    if ill_of is not None:
        me.in_episode[ill_of] = 1
    return me


@pytest.mark.parametrize("disorder", list(Disorder))
def test_whoever_was_struck_or_is_unwell_is_found_and_nobody_else(disorder: Disorder) -> None:
    found = programme(Target.STRUCK_OR_UNWELL)
    recent = int(N.recent_trauma)
    assert is_for(felt(GRAVE, ill_of=disorder), found, N)  # ill, never struck
    assert is_for(felt(LOW, since=0), found, N)  # struck, well
    assert is_for(felt(LOW, since=recent - 1), found, N)
    assert is_for(felt(GRAVE), found, N)  # no episode, but in distress
    assert not is_for(felt(LOW, since=recent), found, N)
    assert not is_for(felt(LOW), found, N)
    assert is_for(felt(GRAVE, ill_of=disorder, since=recent), found, N)
    assert not is_for(felt(GRAVE, ill_of=disorder), programme(Target.RECENTLY_TRAUMATISED), N)


@pytest.mark.parametrize("disorder", list(Disorder))
def test_whoever_is_in_an_episode_is_found_and_distress_alone_is_not(disorder: Disorder) -> None:
    found = programme(Target.IN_EPISODE)
    assert is_for(felt(LOW, ill_of=disorder), found, N)  # in an episode, and not distressed at present
    assert not is_for(felt(GRAVE), found, N)
    assert not is_for(felt(LOW, since=0), found, N)


def offered(me: PersonState, name: str) -> str:
    """The service for which somebody is listed after the screening of a scenario has reached them; empty: none."""
    scenario = load_scenario(name)
    spec = scenario.programmes["screening_after_trauma" if "disaster" in name else "screening_after_shooting"]
    sure = scenario.model_copy(update={"programmes": {"it": spec.model_copy(update={"reach": 1.0})}})
    policy = Policy(sure, 1000)
    calendar = policy.calendar(WEEK, 1)
    services = policy.services.copy()
    services["open"] = calendar.open[0]
    parameters: Any = parameter_record(load_scenario(BASELINE).model_parameters().model_copy(update=EXACT))[0]
    given = doses()
    receive(me, calendar.programmes, policy.interventions, services, given, parameters, SEED, WEEK)
    consider_offers(me, UNSUPPORTED, Circumstances(services, policy.interventions, given, parameters, SEED, WEEK))
    return policy.service_names[me.listed_for] if me.care == Care.WAITING else ""


@pytest.mark.parametrize("name", sorted(AFTER))
def test_scores_decide_between_therapy_skills_and_nothing(name: str) -> None:
    therapy, since = AFTER[name], 10
    stress = felt(GRAVE, ill_of=Disorder.POST_TRAUMATIC_STRESS, since=since)
    assert pcl5(stress, 0.0, N) >= 33
    assert offered(stress, name) == therapy
    depressed = felt(GRAVE, ill_of=Disorder.DEPRESSION)  # whom the event did not strike
    assert phq9(depressed, 0.0, N) >= 10
    assert offered(depressed, name) == therapy
    anxious = felt(GRAVE, ill_of=Disorder.ANXIETY)
    assert gad7(anxious, 0.0, N) >= 8
    assert offered(anxious, name) == therapy
    some = felt(MILD, since=since)
    assert 5 <= phq9(some, 0.0, N) < 10
    assert offered(some, name) == "recovery_skills"
    well = felt(LOW, since=since)
    assert phq9(well, 0.0, N) < 5
    assert offered(well, name) == ""
    assert offered(felt(MILD), name) == ""  # neither struck nor unwell: nobody comes to screen them


def offers(*names: str) -> ProgrammeSpec:
    return ProgrammeSpec(intervention="screening", start_week=1, reach=1.0, offers=list(names))


def with_parts(**parts: object) -> Scenario:
    scenario = load_scenario(BASELINE)
    return Scenario(**{**{name: getattr(scenario, name) for name in Scenario.model_fields}, **parts})


def test_one_service_or_several_are_offered() -> None:
    assert ProgrammeSpec.model_validate(
        {"intervention": "screening", "start_week": 1, "reach": 1.0, "offers": "talking_therapy"}
    ).offers == ["talking_therapy"]
    assert ProgrammeSpec(intervention="screening", start_week=1, reach=1.0).offers == []
    programmes = {"a": offers(), "b": offers("trauma_therapy"), "c": offers("trauma_therapy", "talking_therapy")}
    bits = Policy(with_parts(programmes=programmes), 100).calendar(1, 1).programmes["offers"]
    assert bits.tolist() == [0, 2, 3]
    twice = {"a": offers("trauma_therapy", "trauma_therapy")}
    assert Policy(with_parts(programmes=twice), 100).calendar(1, 1).programmes["offers"].tolist() == [2]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('["talking_therapy", "talking_theraphy"]', "talking_theraphy"),
        ('"talking_theraphy"', "talking_theraphy"),
        ("3", "a list in square brackets"),
        ("[3]", "text in quotes"),
    ],
)
def test_a_wrong_offer_is_one_clear_message(written: str, said: str, tmp_path: Path) -> None:
    head = 'extends = "baseline.toml"\n[programmes.it]\nintervention = "screening"\nstart_week = 1\nreach = 1.0\n'
    (tmp_path / "mine.toml").write_text(f"{head}offers = {written}\n")
    with pytest.raises(ScenarioError, match=r"programmes\.it\.offers") as problem:
        load_scenario(tmp_path / "mine.toml")
    assert said in str(problem.value)


def test_more_services_than_there_are_bits_are_refused() -> None:
    one = ServiceSpec(intervention="cbt", treats=["depression"])  # type: ignore[list-item]
    assert len(Policy(with_parts(services={f"s{n}": one for n in range(64)}), 100).services) == 64
    last = Policy(with_parts(services={f"s{n}": one for n in range(64)}, programmes={"a": offers("s63")}), 100)
    assert last.calendar(1, 1).programmes["offers"][0] == np.uint64(1) << np.uint64(63)
    with pytest.raises((ValueError, WrongValue), match="at most 64 services"):
        with_parts(services={f"s{n}": one for n in range(65)})
