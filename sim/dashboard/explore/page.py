"""The explorer: presets above, levers at the left, answers at the right."""

import json
from typing import Any

import solara
from reacton import ipyvuetify as html

from sim.dashboard.address import Address
from sim.dashboard.explore.answering import Answer, use_answer
from sim.dashboard.explore.moving import YEARS, catalogue, moved, positions, preset_bar
from sim.dashboard.explore.results import Results
from sim.dashboard.explore.undo import History
from sim.dashboard.explore.widgets import Bar, Levers
from sim.dashboard.server_state import model_baseline
from sim.studies.explore.building import baseline_of
from sim.studies.explore.link import opened, tail_of
from sim.studies.explore.presets import presets
from sim.studies.explore.question import WEEKS, Question


@solara.component
def Page() -> None:  # noqa: N802
    """The explorer; all that a visitor does lives in this component."""
    router = solara.use_router()
    link = solara.use_memo(lambda: opened(router.search), [])
    history, set_history = solara.use_state(History((), link.question))
    wrong, set_wrong = solara.use_state({"lever": "", "fields": {}})
    question = history.present
    answer, cancel, again = use_answer(question)
    baseline = baseline_of(question.area, model_baseline())
    groups = solara.use_memo(lambda: json.dumps(catalogue(baseline)), [question.area])

    def ask(new: Question) -> None:
        set_wrong({"lever": "", "fields": {}})
        set_history(history.ask(new))

    def move(said: dict[str, Any]) -> None:
        new, problems = moved(question, baseline, said["lever"], said["amount"], said["start"], said["end"])
        set_wrong({"lever": said["lever"] if problems else "", "fields": problems})
        if not problems:
            set_history(history.ask(new))

    def choose(name: str) -> None:
        ask(question.model_copy(update={"policy": presets()[name]}))

    def step(what: str) -> None:
        steps = {"undo": history.undo, "redo": history.redo, "reset": lambda: history.ask(Question())}
        steps["seed"] = lambda: history.ask(question.model_copy(update={"seed": question.seed + 1}))
        set_wrong({"lever": "", "fields": {}})
        set_history(steps[what]())

    html.Html(tag="h1", children=["What would a policy change?"])
    Address(tail=tail_of(question), notice=link.notice)
    Bar(
        presets=json.dumps(preset_bar(question)), undo=bool(history.past),
        redo=bool(history.future), event_chosen=choose, event_stepped=step,
    )  # fmt: skip
    with html.Html(tag="div", class_="explore"):
        with html.Html(tag="div", class_="right"):
            Results(history, answer, cancel, again, ask)
        with html.Html(tag="div", class_="left no-print"):
            Levers(
                catalogue=groups, positions=json.dumps(positions(question)), problems=json.dumps(wrong), weeks=WEEKS,
                years=YEARS, event_moved=move,
            )  # fmt: skip


__all__ = ["Answer", "Page"]
