"""Predict, run, reveal: what a lesson and the switches have in common."""

import threading
from collections.abc import Callable

import solara
from reacton import ipyvuetify as html

from sim.dashboard.background import Progress, Waiting, use_work
from sim.dashboard.lab.again import AskAgain
from sim.dashboard.lab.polling import first_votes, owner_of, use_seen
from sim.dashboard.lab.predict import Predict
from sim.dashboard.lab.reveal import Reveal
from sim.dashboard.lab.vote import LiveVote, OpenVote
from sim.dashboard.presence import use_presence
from sim.dashboard.server_state import baseline
from sim.dashboard.votes.poll import Poll, Stage, State
from sim.dashboard.votes.room import ROOM
from sim.studies.lessons import Experiment, Outcome, Tally, run_experiment
from sim.studies.lessons.lesson import Prediction


def by_stage(state: State) -> Stage:
    """How far a vote has come."""
    return state.stage


@solara.component
def PredictAndRun(  # noqa: N802
    experiment: Experiment, prediction: Prediction, after: Callable[[Outcome], solara.Element] | None, about: str
) -> None:
    """The steps from a prediction to what the model does.

    Args:
        experiment: what is run.
        prediction: the question.
        after: makes what is shown below the answer of a run; None: nothing.
        about: distinguishes it from other experiments, so that a vote is found when the page is loaded again.
    """
    owner = owner_of(use_presence())
    mine, set_mine = solara.use_state("")
    tally, set_tally = solara.use_state(Tally.empty(list(prediction.options)))
    runs, set_runs = solara.use_state(0)
    poll, set_poll = solara.use_state(ROOM.find(owner, about))
    full, set_full = solara.use_state(False)
    votes_shown, show_votes = solara.use_state(False)
    asked, set_asked = solara.use_state(False)  # for the answer; without a vote it comes by itself
    answered, set_answered = solara.use_state(False)
    stage = use_seen(poll, by_stage)
    live = poll if stage is not None else None

    def run(stop: threading.Event, progress: Progress) -> Outcome | None:
        if not runs:
            return None
        return run_experiment(experiment, baseline=baseline(), stop=stop, on_progress=progress)

    def open_vote() -> None:
        opened: Poll | None = ROOM.open(owner, about, prediction.ask, prediction.options)
        set_full(opened is None)
        set_poll(opened)

    def start() -> None:
        if live is not None and stage == Stage.OPEN:
            live.close()
        set_runs(runs + 1)

    def over() -> None:
        if poll is not None:
            ROOM.end(poll)
        set_poll(None)
        set_mine("")
        set_tally(Tally.empty(list(prediction.options)))
        set_runs(0)
        for flag in (show_votes, set_asked, set_answered):
            flag(False)

    work = use_work(run, [runs])
    done = work.value
    everybody = tally.plus(first_votes(live).counts) if live is not None else tally
    html.Html(tag="h3", children=["1. Predict"])
    Predict(prediction, mine, set_mine, tally, set_tally, closed=done is not None)
    if live is not None and stage is not None:
        LiveVote(live, stage, start, shown=votes_shown or answered, on_show=lambda: show_votes(True))
    elif done is None:
        OpenVote(open_vote, full=full)
    html.Html(tag="h3", children=["2. Run the model"])
    ready = bool(mine or everybody.total)
    if stage == Stage.OPEN:
        html.Html(tag="p", class_="soft", children=["The model runs once the vote is closed."])
    elif done is None and not (runs and work.pending):
        words = "Run the model" if ready else "Run the model (predict first)"
        solara.Button(words, on_click=start, color="primary", disabled=not ready, class_="run")
    if done is not None and stage != Stage.OPEN:
        html.Html(tag="p", class_="soft", children=["The model has run."])
        with html.Html(tag="div", class_="steps"):
            if live is not None and not asked:
                solara.Button(
                    "Show what the model does", on_click=lambda: set_asked(True), color="primary", class_="show-answer"
                )
            solara.Button("Start over", on_click=over, outlined=True, class_="over")
    if runs and stage != Stage.OPEN:
        Waiting(work, "Running all groups")
    if done is None or not (asked or live is None):
        return
    Reveal(done, prediction, mine, everybody, live, answered=answered, on_answered=lambda: set_answered(True)).key(
        f"run {runs}"
    )
    if not answered:
        return
    if live is not None and stage is not None:
        AskAgain(live, stage)
    if after is not None and (live is None or stage == Stage.OVER):
        after(done)
