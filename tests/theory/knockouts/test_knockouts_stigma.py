"""Knock-outs of stigma: cut one coupling from the same snapshot, and only its own pattern weakens."""

import numpy as np
import pytest

from sim.people.state import Care
from sim.scenario.scenario import Scenario
from sim.scenario.tables import ProgrammeSpec
from sim.simulation.engine import Engine
from tests.theory.knockouts.society import Society, belief, changed, depression, ill, r


def with_programme(scenario: Scenario, intervention: str, reach: float) -> Scenario:
    """The scenario with one programme for everybody, from the first week on."""
    return changed(scenario, programmes={"it": ProgrammeSpec(intervention=intervention, start_week=1, reach=reach)})


@pytest.mark.parametrize("intervention", ["mass_media", "stigma_education", "stigma_contact"])
def test_public_stigma_carries_the_effects_of_campaigns_and_contact(society: Society, intervention: str) -> None:
    def change(scenario: Scenario) -> float:
        reached = with_programme(scenario, intervention, 0.05)
        return society.mean_outcome("public_stigma", 26, reached) - society.mean_outcome("public_stigma", 26, scenario)

    assert change(society.scenario) < -0.01
    assert change(society.without("public_stigma")) == 0.0
    engine = society.run(52, society.without("public_stigma"))
    assert r(belief(engine), depression(engine)) < -0.2  # unrelated


def test_attitudes_return_after_a_campaign(society: Society) -> None:
    course = changed(
        society.scenario,
        programmes={"it": ProgrammeSpec(intervention="stigma_education", start_week=1, end_week=14, reach=0.1)},
    )
    gaps: list[float] = []
    campaign, quiet = society.engine(course), society.engine()
    for _ in range(13 + 104):
        campaign.step()
        quiet.step()
        gaps.append(float(campaign.people["public_stigma"].mean() - quiet.people["public_stigma"].mean()))
    assert gaps[12] < -0.05
    assert 0.5 * gaps[12] < gaps[12 + 8] < 0.0 or gaps[12 + 8] < 0.5 * gaps[12]  # not gone within two months
    assert abs(gaps[-1]) < 0.3 * abs(gaps[12])


def test_conformity_keeps_norms_local(society: Society) -> None:
    """People around changed people change with them; people far away in the network do not."""

    def convert(engine: Engine) -> None:
        engine.people["public_stigma"][:300] -= 2.0
        engine.world.visible_states["attitude"][:300] -= 2.0

    with_them, without = society.run(12, prepare=convert), society.run(12)
    change = with_them.people["public_stigma"] - without.people["public_stigma"]
    ties = society.start.ties
    near = np.zeros(len(change), np.bool_)
    near[ties.other[: ties.start[300]]] = True
    near[:300] = False
    far = ~near
    far[:300] = False
    assert change[near].mean() < 5 * change[far].mean() < 0.0 or change[near].mean() < -0.02


def test_self_stigma_lowers_belief_and_is_resisted_by_empowerment(society: Society) -> None:
    def pattern(scenario: Scenario) -> tuple[float, float]:
        engine = society.run(130, scenario)
        those = ill(engine)
        return r(belief(engine)[those], engine.people["self_stigma"][those]), float(
            (engine.people["self_stigma"][those] > 0.5).mean()
        )

    link, share = pattern(society.scenario)
    assert link < -0.3
    assert 0.08 < share < 0.5
    engine = society.run(130, society.without("self_stigma"))
    assert not engine.people["self_stigma"].any()  # nothing is left of it that could act on anything
    assert r(belief(engine), depression(engine)) < -0.2  # unrelated


def test_why_try(society: Society) -> None:
    """The same ill people with much self-stigma and with none: belief falls only where the mechanism is on."""

    def belief_lost(scenario: Scenario) -> float:
        def load(much: float) -> float:
            def press(engine: Engine) -> None:
                engine.people["self_stigma"][:] = much

            engine = society.run(20, scenario, each_week=press, prepare=press)
            return float(engine.people["self_efficacy"].mean())

        return load(0.0) - load(0.9)

    assert belief_lost(society.scenario) > 0.03
    assert belief_lost(society.without("self_stigma")) < 0.3 * belief_lost(society.scenario)


def seekers(society: Society, scenario: Scenario) -> tuple[float, float]:
    """Difference of public stigma between symptomatic people who come into care within a year and those who do not (d),
    and the share of the most stigmatising third who come all the same."""
    before = society.start.state.people
    people_in = (before["weeks_in_care"] > 0) | (before["care"] == Care.WAITING) | (before["care"] == Care.IN_TREATMENT)
    candidates = before["in_episode"].any(axis=1) & ~people_in & (before["medication_weeks"] == 0)
    stigma = before["public_stigma"].copy()
    sought = np.zeros(len(before), np.bool_)

    def look(engine: Engine) -> None:
        sought[:] |= engine.people["visited"] == 1

    quick = changed(scenario, parameters=scenario.parameters | {"seek_rate": 0.05, "recognition_rate": 0.02})
    engine = society.run(52, quick, look)
    candidates &= engine.people["id"] == before["id"]
    one, two = stigma[candidates & sought], stigma[candidates & ~sought]
    spread = float(stigma[candidates].std())
    high = candidates & (stigma > np.quantile(stigma[candidates], 2 / 3))
    return (float(one.mean()) - float(two.mean())) / spread, float(sought[high].mean())


def test_stigma_is_a_brake_on_help_seeking_and_not_the_gate(society: Society) -> None:
    def hazard_ratio(scenario: Scenario) -> float:
        """Visits in half a year when everybody thinks badly of mental illness, against when nobody does."""

        def visits(attitude: float) -> float:
            count = [0.0]

            def hold(engine: Engine) -> None:
                engine.people["public_stigma"][:] = attitude
                engine.world.visible_states["attitude"][:] = 0.0
                count[0] += float((engine.people["visited"] == 1).sum())

            society.run(26, scenario, each_week=hold, prepare=hold)
            return count[0]

        return visits(1.0) / visits(-1.0)

    with_it, without = hazard_ratio(society.scenario), hazard_ratio(society.without("stigma_brake"))
    assert with_it < 0.9
    assert without > with_it + 0.5 * (1.0 - with_it)
    _, high_stigma_share = seekers(society, society.scenario)
    assert high_stigma_share > 0.1  # a brake: many of the most stigmatising come all the same
    engine = society.run(52, society.without("stigma_brake"))
    assert r(belief(engine), depression(engine)) < -0.2  # unrelated
