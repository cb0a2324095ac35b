"""From a question to what the page shows: a quick first answer, and a thorough one in the background.

The first answer is of the default parameters. The thorough one takes in parameter uncertainty as well: its populations
live by different parameter sets that the evidence leaves open.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace

import solara

from sim.dashboard.presence import use_presence
from sim.dashboard.server_state import explorer, model_baseline
from sim.errors import Interrupted, ScenarioError
from sim.report.words.comparison import BASELINE
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import standardised
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.explore.building import baseline_of, scenario_of, title_of
from sim.studies.explore.explorer import BATCH, LATER, NOW
from sim.studies.explore.question import Area, Policy, Question
from sim.studies.explore.shares import NOBODY, Asker

POLICY = "policy"  # name of the scenario that the levers make
BEFORE, AFTER = BASELINE, "after"
THOROUGHLY = Uncertainty.BOTH  # what a thorough answer's intervals show; those of the first answer show chance alone

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What is known so far of a question.

    Attributes:
        question: what was asked; None before the first answer.
        comparison: baseline, the policy, and those kept beside it.
        replicates: how many populations it is based on.
        wanted: how many it will be based on.
        busy: more populations are being simulated.
        stopped: the question that the visitor stopped; None: none.
        problem: why there is no (new) answer; "" if there is no problem.
    """

    question: Question | None = None
    comparison: Comparison | None = None
    replicates: int = 0
    wanted: int = 0
    busy: bool = True
    stopped: Question | None = None
    problem: str = ""

    def runs_for(self, question: Question) -> bool:
        """Whether more of an answer to this question is on its way."""
        if self.problem or self.stopped == question:
            return False
        return self.busy or not self.is_for(question)

    def is_for(self, question: Question) -> bool:
        """Whether this answers a question; which curve is drawn makes no other question."""
        return self.question is not None and self.question == question.model_copy(
            update={"outcome": self.question.outcome}
        )


def answer(
    question: Question,
    last: Answer,
    stop: threading.Event,
    publish: Callable[[Answer], None],
    asker: Asker = NOBODY,
) -> None:
    """Answer a question step by step. A failure is reported as an answer, and never raised.

    Args:
        question: what is asked.
        last: what is on the screen; it stays there until a better answer comes.
        stop: when set, nothing more is run or published.
        publish: called with each better answer.
        asker: who asks.
    """
    runs = explorer()
    now = last
    try:
        baseline = baseline_of(question.area, model_baseline(), question.policy.base)
        scenarios = [scenario_of(question.policy, baseline, POLICY, question.weeks)]
        beside = enumerate(question.kept)
        scenarios += [scenario_of(kept, baseline, kept_name(at), question.weeks) for at, kept in beside]
        wanted, replicates, urgency = runs.size.thorough, min(runs.size.quick, runs.size.thorough), NOW

        def tell(found: Comparison) -> None:
            nonlocal now
            number = len(found.replicates)
            more = number < wanted or found.uncertainty is not THOROUGHLY
            now = Answer(question, of_area(found, question.area), number, wanted, busy=more)
            publish(now)

        while not stop.is_set():
            first, uncertainty = (tell, Uncertainty.STOCHASTIC) if urgency == NOW else (None, THOROUGHLY)
            made = runs.compare(
                scenarios, baseline, question.seed, replicates, weeks=question.weeks, uncertainty=uncertainty,
                urgency=urgency, asker=asker, stop=stop, on_first=first,
            )  # fmt: skip
            if stop.is_set():
                return
            tell(made)
            if replicates >= wanted and uncertainty is THOROUGHLY:
                return
            # where many wait, no answer is redrawn before it is complete
            replicates = wanted if runs.crowded() else min(replicates + BATCH, wanted)
            urgency = LATER
    except CancelledError:
        return
    except ScenarioError as problem:
        publish(replace(now, busy=False, problem=str(problem)))
    except Exception:
        log.exception("a run of the explorer failed")
        publish(
            replace(now, busy=False, problem="The model failed with these settings. The server's log has the reason.")
        )


def last_change(
    question: Question, before: Policy, replicates: int, *, asker: Asker = NOBODY, stop: threading.Event | None = None
) -> Comparison:
    """What the last lever changed: the policy before and after it, with the same random numbers.

    Args:
        question: what is asked now.
        before: the policy that was there before.
        replicates: how many populations.
        asker: who asks.
        stop: when set, waiting ends.
    """
    runs = explorer()
    baseline = baseline_of(question.area, model_baseline(), question.policy.base)
    old = scenario_of(before, baseline, BEFORE, question.weeks)
    new = scenario_of(question.policy, baseline, AFTER, question.weeks)
    new = new.model_copy(update={"title": difference_title(before, question)})
    old = old.model_copy(update={"title": f"before: {title_of(before)}"})
    found = runs.compare([new], old, question.seed, replicates, weeks=question.weeks, asker=asker, stop=stop)
    return of_area(found, question.area)


def of_area(found: Comparison, area: Area) -> Comparison:
    """A comparison with the area's mix of deprivation."""
    return found if area.shares is None else standardised(found, area.shares)


def levers_moved(before: Policy, now: Policy) -> list[str]:
    """Names of the levers that stand elsewhere than before."""
    return [name for name in {**before.settings, **now.settings} if before.settings.get(name) != now.settings.get(name)]


def difference_title(before: Policy, question: Question) -> str:
    """What was changed last, in words."""
    now = question.policy
    names = levers_moved(before, now)
    if before.base != now.base or len(names) != 1:
        return title_of(now)
    return title_of(Policy(settings={names[0]: now.settings.get(names[0]) or before.settings[names[0]]}))


def kept_name(at: int) -> str:
    """Name of a policy that is kept beside."""
    return f"kept_{at + 1}"


def use_answer(question: Question) -> tuple[Answer, Callable[[], None], Callable[[], None]]:
    """The answer to a question as far as it is known.

    Args:
        question: what is asked; another one takes its place at once.

    Returns:
        The answer; how to have no more run; how to ask again.
    """
    shown, show = solara.use_state(Answer())
    attempt, set_attempt = solara.use_state(0)
    latest = solara.use_ref(shown)
    running: solara.Ref[threading.Event | None] = solara.use_ref(None)
    presence = use_presence()

    def start() -> Callable[[], None]:
        stop = presence.stop()
        running.current = stop

        def publish(new: Answer) -> None:
            with suppress(Interrupted), presence.drawing(stop.is_set):
                if not stop.is_set():
                    latest.current = new
                    show(new)

        def run() -> None:
            answer(question, latest.current, stop, publish, presence.asker)
            if presence.gone() and not stop.asked():  # whoever comes back can have it run again
                latest.current = replace(latest.current, busy=False, stopped=question)
                show(latest.current)

        threading.Thread(target=run, daemon=True).start()
        return stop.set

    solara.use_effect(start, [question.model_copy(update={"outcome": ""}), attempt])

    def cancel() -> None:
        if running.current is not None:
            running.current.set()
        latest.current = replace(latest.current, busy=False, stopped=question)
        show(latest.current)

    def again() -> None:
        latest.current = replace(latest.current, stopped=None, problem="")
        show(latest.current)
        set_attempt(attempt + 1)

    return shown, cancel, again
