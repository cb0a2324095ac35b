"""Predict, run, reveal: what a lesson and the switches have in common."""

import threading

import solara
from reacton import ipyvuetify as html

from sim.dashboard.background import Progress, Waiting, use_work
from sim.dashboard.lab.predict import Predict
from sim.dashboard.lab.reveal import Reveal
from sim.dashboard.server_state import baseline
from sim.studies.lessons import Experiment, Outcome, Tally, run_experiment
from sim.studies.lessons.lesson import Prediction


@solara.component
def PredictAndRun(experiment: Experiment, prediction: Prediction, after: list[solara.Element]) -> None:  # noqa: N802
    """The steps from a prediction to what the model does.

    Args:
        experiment: what is run.
        prediction: the question.
        after: what is shown below the answer, once there is one.
    """
    mine, set_mine = solara.use_state("")
    tally, set_tally = solara.use_state(Tally.empty(list(prediction.options)))
    runs, set_runs = solara.use_state(0)

    def run(stop: threading.Event, progress: Progress) -> Outcome | None:
        if not runs:
            return None
        return run_experiment(experiment, baseline=baseline(), stop=stop, on_progress=progress)

    def over() -> None:
        set_mine("")
        set_tally(Tally.empty(list(prediction.options)))
        set_runs(0)

    work = use_work(run, [runs])
    done = work.value
    html.Html(tag="h3", children=["1. Predict"])
    Predict(prediction, mine, set_mine, tally, set_tally, closed=done is not None)
    html.Html(tag="h3", children=["2. Run the model"])
    ready = bool(mine or tally.total)
    if done is None and not (runs and work.pending):
        words = "Run the model" if ready else "Run the model (predict first)"
        solara.Button(words, on_click=lambda: set_runs(runs + 1), color="primary", disabled=not ready, class_="run")
    if done is not None:
        solara.Button("Start over", on_click=over, outlined=True, class_="over")
    if runs:
        Waiting(work, "Running all groups")
    if done is not None:
        html.Html(tag="h3", children=["3. What the model shows"])
        Reveal(done, prediction, mine, tally)
        solara.Column(children=after, gap="0px")
