"""Knock-outs of what ties do: cut one coupling, and its pattern weakens."""

import numpy as np

from sim.network.places import families
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from tests.theory.knockouts.society import SEED, Society, belief, changed, depression, r


def with_friends(society: Society, scenario: Scenario, well: int) -> float:
    """Mean depression after a year in which everybody sees all friends in good mood (1), or none (0)."""

    def show(engine: Engine) -> None:
        engine.world.visible_states["well"] = well

    return float(depression(society.run(52, scenario, each_week=show, prepare=show)).mean())


def test_friends_in_good_mood_keep_people_well(society: Society) -> None:
    def help_of_friends(scenario: Scenario) -> float:
        return with_friends(society, scenario, 0) - with_friends(society, scenario, 1)

    assert help_of_friends(society.scenario) > 0.005
    assert help_of_friends(society.without("well_friends")) == 0.0
    engine = society.run(52, society.without("well_friends"))
    assert r(belief(engine), engine.people["support_emotional"]) > 0.1  # unrelated


def test_families_and_neighbourhoods_share_vulnerability() -> None:
    """It is drawn with the people, so that societies with and without it are made afresh."""

    def alike(shared: float) -> tuple[float, float]:
        scenario = changed(
            load_scenario("baseline"),
            parameters={
                "vulnerability_kin": shared, "library_people": 2000.0, "library_twins": 0.0, "library_years": 5.0,
                "settling_years": 0.0,
            },
        )  # fmt: skip
        start = snapshot(scenario, 4000, SEED, keep=False)
        vulnerability, family = start.state.people["vulnerability"], families(start.ties)
        order = np.argsort(family, kind="stable")
        next_to = family[order][1:] == family[order][:-1]
        pairs = vulnerability[order][1:][next_to], vulnerability[order][:-1][next_to]
        return r(*pairs), float(vulnerability.std())

    (related, spread), (related_cut, spread_cut) = alike(0.3), alike(0.0)
    assert related > related_cut + 0.1
    assert abs(spread - spread_cut) < 0.1  # unrelated: people differ as much
