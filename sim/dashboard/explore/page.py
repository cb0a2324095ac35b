"""The explorer: presets above, levers at the left, the answer at the right."""

import json
from typing import Any

import solara
from reacton import ipyvuetify as html

from sim.dashboard.address import Address
from sim.dashboard.explore.answering import use_answer
from sim.dashboard.explore.moving import catalogue, moved, positions, preset_bar
from sim.dashboard.explore.results import Results
from sim.dashboard.explore.undo import History
from sim.dashboard.explore.widgets import Bar, Fresh, Levers
from sim.dashboard.server_state import model_baseline
from sim.studies.explore.building import baseline_of
from sim.studies.explore.link import opened, tail_of
from sim.studies.explore.presets import presets
from sim.studies.explore.question import HORIZONS, Question


@solara.component
def Page() -> None:  # noqa: N802
    """The explorer; all that a visitor does lives in this component."""
    router = solara.use_router()
    link = solara.use_memo(lambda: opened(router.search), [])
    history, set_history = solara.use_state(History((), link.question))
    wrong, set_wrong = solara.use_state({"lever": "", "fields": {}})
    question = history.present
    answer, cancel, again = use_answer(question)
    baseline = baseline_of(question.area, model_baseline(), question.policy.base)
    groups = solara.use_memo(lambda: json.dumps(catalogue(baseline)), [question.area, question.policy.base])

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
        steps |= {
            f"{years}": lambda years=years: history.ask(question.model_copy(update={"years": years}))
            for years in HORIZONS
        }
        set_wrong({"lever": "", "fields": {}})
        set_history(steps[what]())

    def go(tail: str) -> None:
        """The browser's own Back and Forward."""
        set_history(history.go(opened(tail).question))

    Address(tail=tail_of(question), notice=link.notice, pushes=True, event_went=go)
    Bar(
        presets=json.dumps(preset_bar(question)), undo=bool(history.past), redo=bool(history.future),
        years=question.years, horizons=list(HORIZONS), event_chosen=choose, event_stepped=step,
    )  # fmt: skip
    Fresh(answered=answer.is_for(question), asked=tail_of(question), wrong=json.dumps(wrong))
    with html.Html(tag="div", class_="explore"):
        with html.Html(tag="div", class_="right"):
            Results(history, answer, cancel, again, ask)
        with html.Html(tag="div", class_="left no-print"):
            Levers(
                catalogue=groups, positions=json.dumps(positions(question)), problems=json.dumps(wrong),
                weeks=question.weeks, years=question.years, event_moved=move,
            )  # fmt: skip


__all__ = ["Page"]
