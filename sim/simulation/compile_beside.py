"""Compile the rules from the last step of a week to the first, beside the process that needs them.

On a first start nothing is compiled. The process that lives the first week compiles each rule where it is first called,
and a processor beside it idles. This one begins at the other end: each finds in the cache what the other has done, and
they meet in the middle. Nothing depends on it but time.
"""

from typing import Any, get_type_hints

import numba
import numpy as np
import numpy.typing as npt

from sim.network.ties import ties_from_pairs
from sim.outcomes.courses import Courses, no_courses
from sim.outcomes.tally import Tally, note_person
from sim.parameters import Parameters
from sim.people.state import PERSON, PersonState, VisibleState, empty_visible_states
from sim.policy.doses import Doses
from sim.scenario.load import load_scenario
from sim.simulation.engine import Engine, State
from sim.simulation.loops import Diary, log_courses, write_page
from sim.week import STEPS

typeof: Any = numba.typeof  # has no types
PEOPLE = 2  # of a society that is never lived in: only the types of what it holds matter
PAGES: tuple[Any, ...] = (write_page, log_courses, note_person)  # what is done with a week once lived


class Examples:
    """An argument of every kind that the rules take, by what it is said to be.

    Args:
        engine: whose records and arrays are handed in.
    """

    def __init__(self, engine: Engine) -> None:
        world = engine.world
        doses, ledger = engine.scratch(0)
        self._arrays: dict[str, Any] = {**world._asdict(), "ledger": ledger}
        self._values: dict[Any, Any] = {
            int: 0,
            float: 0.0,
            bool: False,
            PersonState: world.people[0],
            VisibleState: world.visible_states[0],
            Doses: doses,
            Parameters: world.parameters[0],
            type(world): world,
            Tally: engine.tally,
            Diary: engine.diary(1),
            Courses: no_courses(PEOPLE, 1),
        }

    def of(self, name: str, kind: Any) -> Any:
        """An argument.

        Args:
            name: of the argument, which tells arrays apart.
            kind: what it is annotated as.
        """
        if kind in self._values:
            return self._values[kind]
        if hasattr(kind, "_fields"):  # a named tuple
            return kind(*(self.of(*field) for field in get_type_hints(kind).items()))
        return self._arrays[name]


def types_of(function: Any, examples: Examples) -> tuple[Any, ...]:
    """The types for which a compiled function is called by the loops.

    Args:
        function: a compiled rule, or what is done with a week.
        examples: of arguments.
    """
    hints = get_type_hints(function.py_func)
    hints.pop("return")
    return tuple(typeof(examples.of(*hint)) for hint in hints.items())


def an_engine() -> Engine:
    """An engine of people who were never made."""
    nobody = np.zeros(0, np.int32)
    ties = ties_from_pairs(PEOPLE, nobody, nobody, np.zeros(0, np.float32), np.zeros(0, np.uint8))
    people: npt.NDArray[np.void] = np.zeros(PEOPLE, PERSON).view(np.recarray)
    return Engine(load_scenario("baseline"), ties, State(people, empty_visible_states(PEOPLE), {}, 0), 1, threads=1)


def main() -> None:
    """Compile, what comes last first."""
    examples = Examples(an_engine())
    for function in (*PAGES, *(step.rule for step in reversed(STEPS))):
        function.compile(types_of(function, examples))


if __name__ == "__main__":
    main()
