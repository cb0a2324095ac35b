"""Asking the model from a page: in its own thread, stopped when something else is asked or the visitor leaves."""

import threading
from collections.abc import Callable
from dataclasses import replace

import solara

from sim.dashboard.explore.answering import Answer, answer
from sim.studies.explore.question import Question


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

    def start() -> Callable[[], None]:
        stop = threading.Event()
        running.current = stop

        def publish(new: Answer) -> None:
            if not stop.is_set():
                latest.current = new
                show(new)

        threading.Thread(target=answer, args=(question, latest.current, stop, publish), daemon=True).start()
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
