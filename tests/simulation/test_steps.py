"""One list of steps: the page that is compiled is what a subclass overrides and what the documents list."""

from typing import Any

import pytest

from sim import Person, RecoveryModel, Scenario
from sim.week import STEPS, live_week
from tests.shared import ROOT


def test_the_steps_are_the_rules_that_the_page_calls_in_its_order() -> None:
    page = (ROOT / "sim" / "week.py").read_text()
    body = page[page.index("def live_week(") : page.index("class Step(")]
    places = [body.index(f"{step.name}(me") for step in STEPS]
    assert places == sorted(places)
    called = body.count("(me, ") - body.count("keep_condition(me, ")  # which reads and changes nobody
    assert called == len(STEPS)  # nothing else acts on a person
    assert live_week.__name__ not in [step.name for step in STEPS]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_can_be_overridden(step: Any, quick: Scenario) -> None:
    asked: list[int] = []

    def own(self: Person, *arguments: Any) -> Any:
        asked.append(self.row)
        return step.rule(*arguments)

    noting = type("Noting", (Person,), {step.name: own})
    watched = RecoveryModel(quick, people=12, rng=3, person=noting)
    watched.run_for(1)
    assert sorted(asked) == list(range(12))
