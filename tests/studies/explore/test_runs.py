"""Runs of the explorer: those of `compare`, shared between visitors, first answers first."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import numpy as np
import pytest

from sim.dashboard.explore import answering
from sim.dashboard.explore.answering import Answer, answer, last_change
from sim.dashboard.explore.moving import moved
from sim.errors import Interrupted
from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.explore.building import scenario_of
from sim.studies.explore.explorer import Explorer, Keyed
from sim.studies.explore.levers import levers
from sim.studies.explore.presets import first_question, presets
from sim.studies.explore.question import Policy, Question, Setting
from sim.studies.explore.shares import NOBODY, Asker, Shares
from sim.studies.explore.workers import Job, Work, Workers
from sim.studies.runs.run import Run, RunResult
from tests.shared import run_python
from tests.studies.explore.small import SMALL


def test_quick_runs_are_those_of_compare_to_the_last_bit(baseline: Scenario, combined: Comparison) -> None:
    scenario = scenario_of(presets()["combined"], baseline, "policy")
    whole = compare([scenario], baseline, people=SMALL.people, weeks=SMALL.weeks, replicates=3, seed=1)
    for key, result in whole.results.items():
        mine = combined.results[key]
        assert np.array_equal(mine.series, result.series, equal_nan=True), key
        assert np.array_equal(mine.health, result.health)
    assert combined.summary.equals(whole.summary)


def test_a_policy_that_starts_later_branches_later_and_is_the_same(explorer: Explorer, baseline: Scenario) -> None:
    late = Policy(settings={"mass_media": Setting(amount=30.0, start=55)})
    scenario = scenario_of(late, baseline, "policy")
    mine = explorer.compare([scenario], baseline, 1, 1)
    whole = compare([scenario], baseline, people=SMALL.people, weeks=SMALL.weeks, replicates=1, seed=1)
    assert np.array_equal(mine.results["policy", 0].series, whole.results["policy", 0].series, equal_nan=True)


def test_what_is_known_is_not_run_again(explorer: Explorer, baseline: Scenario, combined: Comparison) -> None:
    renamed = scenario_of(presets()["combined"], baseline, "other")
    again = explorer.compare([renamed], baseline, 1, 3)
    assert again.results["other", 0] is combined.results["policy", 0]


def test_waiting_ends_when_it_is_asked_to(baseline: Scenario) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        Explorer(SMALL, Workers(1)).compare([], baseline, 99, 1, stop=stop)


def test_a_job_is_shared_and_stops_only_when_nobody_waits() -> None:
    workers, begun, described = Workers(1), threading.Event(), threading.Event()

    def work(stop: threading.Event) -> RunResult:
        begun.set()
        assert stop.wait(timeout=30)
        described.set()
        raise Interrupted

    one, two = workers.ask("key", 1, work), workers.ask("key", 0, work)
    assert one is two
    assert begun.wait(timeout=30)
    workers.leave(one)
    assert not one.stop.is_set()
    workers.leave(two)
    with pytest.raises(CancelledError):
        one.future.result(timeout=30)
    assert described.is_set()


def test_what_somebody_waits_for_comes_first() -> None:
    workers, gate, order = Workers(1), threading.Event(), list[str]()

    def named(name: str) -> Work:
        def work(_: threading.Event) -> RunResult:
            gate.wait(timeout=30)
            order.append(name)
            raise Interrupted

        return work

    jobs = [workers.ask("first", 0, named("first")), workers.ask("later", 1, named("later"))]
    jobs.append(workers.ask("now", 0, named("now")))
    gate.set()
    for job in jobs:
        with pytest.raises(CancelledError):
            job.future.result(timeout=30)
    assert order.index("now") < order.index("later")


class Line:
    """Jobs of a single thread that is held until all are asked for, and the order in which they were done."""

    def __init__(self, workers: Workers) -> None:
        self.workers, self.order, self._gate = workers, list[str](), threading.Event()
        self.jobs: list[Job] = []
        held = workers.ask("held", 0, self._named("held"))
        while not held.taken:
            threading.Event().wait(0.01)

    def ask(self, name: str, turn: int, asker: Asker = NOBODY) -> None:
        self.jobs.append(self.workers.ask(name, 0, self._named(name), turn, asker=asker))

    def done(self) -> list[str]:
        self._gate.set()
        for job in self.jobs:
            with pytest.raises(CancelledError):
                job.future.result(timeout=30)
        return self.order[1:]

    def _named(self, name: str) -> Work:
        def work(_: threading.Event) -> RunResult:
            assert self._gate.wait(timeout=30)
            self.order.append(name)
            raise Interrupted

        return work


def test_everybodys_first_comes_before_anybodys_second() -> None:
    line = Line(Workers(1))
    for who in "ab":
        for turn in range(2):
            line.ask(f"{who} {turn}", turn)
    assert line.workers.waiting(0) == 4
    assert line.workers.waiting(0, line.jobs[:2]) == 2
    line.workers.leave(line.jobs[1])  # superseded: it counts no more, and is never run
    assert line.workers.waiting(0) == 3
    assert line.done() == ["a 0", "b 0", "b 1"]


@pytest.mark.parametrize(
    ("begins_with", "expected"), [(0, ["b 0", "b 1", "a 0", "a 1"]), (1, ["b 0", "a 0", "b 1", "a 1"])]
)
def test_an_answer_begins_before_others_are_complete(begins_with: int, expected: list[str]) -> None:
    """Whoever had more lately (a) waits for the first runs of others, but not for all of theirs."""
    shares = Shares()
    shares.charge(("a",), 60.0)
    line = Line(Workers(1, shares, begins_with=begins_with))
    for who in "ab":
        for turn in range(2):
            line.ask(f"{who} {turn}", turn, (who,))
    assert line.done() == expected


def test_two_who_ask_the_same_share_its_runs(monkeypatch: pytest.MonkeyPatch, baseline: Scenario) -> None:
    lived: list[int] = []
    begin = Explorer._begin

    def counted(
        self: Explorer, scenario: Keyed, root: Keyed, seed: int, number: int, weeks: int, stop: threading.Event
    ) -> Run:
        lived.append(number)
        return begin(self, scenario, root, seed, number, weeks, stop)

    monkeypatch.setattr(Explorer, "_begin", counted)
    shared, policy = Explorer(SMALL, Workers(2)), scenario_of(presets()["combined"], baseline, "policy")
    found: list[Comparison] = []
    visitors = [threading.Thread(target=lambda: found.append(shared.compare([policy], baseline, 5, 2))) for _ in "ab"]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join(timeout=120)
    assert len(lived) == 4  # two populations, each under two scenarios
    assert found[0].results["policy", 1] is found[1].results["policy", 1]


def test_the_last_lever_is_replayed(monkeypatch: pytest.MonkeyPatch, explorer: Explorer, baseline: Scenario) -> None:
    monkeypatch.setattr(answering, "explorer", lambda: explorer)
    monkeypatch.setattr(answering, "model_baseline", lambda: baseline)
    question, _ = moved(first_question(), baseline, "mass_media", 40.0, 27, None)
    found = last_change(question, first_question().policy, 2)
    assert [one.name for one in found.scenarios] == ["baseline", "after"]
    assert found.scenarios[-1].title == levers()["mass_media"].title
    assert found.starts["after"] == 27


def test_answers_come_quickly_and_get_tighter(
    monkeypatch: pytest.MonkeyPatch, baseline: Scenario, explorer: Explorer
) -> None:
    monkeypatch.setattr(answering, "explorer", lambda: explorer)
    monkeypatch.setattr(answering, "model_baseline", lambda: baseline)
    monkeypatch.setattr(answering, "BATCH", 1)
    described: list[Answer] = []
    answer(first_question(), Answer(), threading.Event(), described.append)
    assert [one.replicates for one in described] == [2, 3]
    assert [one.busy for one in described] == [True, False]
    kinds = [one.comparison.uncertainty for one in described if one.comparison is not None]
    assert kinds == [Uncertainty.STOCHASTIC, Uncertainty.BOTH]  # the first answer is of the default parameters


def test_populations_of_a_thorough_answer_differ_by_parameters_as_well(
    explorer: Explorer, baseline: Scenario, combined: Comparison
) -> None:
    policy = scenario_of(presets()["combined"], baseline, "policy")
    both = explorer.compare([policy], baseline, 1, 3, uncertainty=Uncertainty.BOTH)
    weeks_ill = both.total("policy", "weeks_of_illness"), combined.total("policy", "weeks_of_illness")
    assert (weeks_ill[0] == weeks_ill[1]).tolist() == [True, False, True]  # members 0, 1, 0
    assert both.settings["uncertainty"] == "both"
    assert list(both.shares.columns[:4]) == ["scenario", "outcome", "parameters", "chance"]
    assert combined.shares.empty


def test_a_crash_is_reported_and_what_was_there_stays(monkeypatch: pytest.MonkeyPatch, combined: Comparison) -> None:
    class Falls(Explorer):
        def compare(self, *_: object, **__: object) -> Comparison:
            raise RuntimeError("the model fell over")

    broken = Falls(SMALL, Workers(1))
    monkeypatch.setattr(answering, "explorer", lambda: broken)
    before = Answer(first_question(), combined, 3, 3, busy=False)
    described: list[Answer] = []
    answer(Question(), before, threading.Event(), described.append)
    assert len(described) == 1
    assert described[0].problem
    assert described[0].comparison is combined


def test_the_model_is_loaded_without_the_dashboard() -> None:
    run_python(
        "-c", "import sys, sim, sim.scenario.load; assert not {'solara', 'plotly', 'matplotlib'} & set(sys.modules)"
    )
