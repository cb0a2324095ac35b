"""Simulate a few weeks of a small population with all loops, so that all of them are compiled and cached."""

from sim.outcomes.courses import no_courses
from sim.scenario.load import load_scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine

VILLAGE = 60  # people
SHORTEST = {"library_people": 60.0, "library_years": 0.1, "settling_years": 0.1}  # of a burn-in


def main() -> None:
    """Compile the rules, by calling them."""
    scenario = load_scenario("baseline")
    village = scenario.model_copy(update={"parameters": {**scenario.parameters, **SHORTEST}})
    start = snapshot(village, VILLAGE, 1, keep=False)
    for threads in (1, 2):
        engine = Engine(village, start.ties, start.state.copy(), 1, threads=threads)
        engine.live_weeks(1, engine.diary(1), no_courses(VILLAGE, 1))
        _ = engine.resource_use


if __name__ == "__main__":
    main()
