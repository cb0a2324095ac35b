"""The page: whom to draw, what to show, and whose history to follow."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import solara
from reacton import ipyvuetify as html

from sim.dashboard.address import Asked, Written, use_choices, whole_number
from sim.dashboard.background import Progress, Waiting, use_work
from sim.dashboard.controls import Choice, ControlStyle, WholeNumber
from sim.dashboard.people.life import DescribedLife
from sim.dashboard.people.village import Village
from sim.dashboard.server_state import baseline, part_titles, policy, policy_titles
from sim.errors import NobodyError
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.load import BASELINE
from sim.simulation.burn_in import snapshot
from sim.studies.lives import (
    STATES,
    Divergence,
    Divergences,
    EgoNetwork,
    Life,
    StateSeries,
    divergences,
    ego_network,
    live,
    state_series,
)

PEOPLE, WEEKS, SEED = 800, 104, 2026
LARGEST_ID = 20 * PEOPLE - 1  # whoever takes a place that becomes free has the place's number and a multiple of all
SUGGESTED = 6  # people
SHOWN = {"40": "40 people around the middle", "120": "120 people", "240": "240 people"}
NOBODY = "none"
WELCOME = (
    f"A simulated society of {PEOPLE} people over {WEEKS // WEEKS_PER_YEAR} years. Press a person, or type a number, "
    "to follow that person: what happened, and which source moved self-efficacy each week. The second policy shows the "
    "same person with the same random numbers, until the policy reaches them."
)
READING = (
    "Everybody here is simulated: no mark stands for a real person. Places are chosen so that the strongly tied lie "
    "close together; up, down, left and right mean nothing. Those drawn are the nearest to the person in the middle, "
    "along the strongest ties. A single life shows how the model works and not what a policy does on the whole: for "
    "that, see the comparison of policies."
)
NOBODY_THERE = (
    f"Nobody with the number {{}} lived in these {WEEKS} weeks under each of the policies. Type a number from 0 to "
    f"{PEOPLE - 1}, the people of the first week; those who came later have larger ones: press a person in the picture."
)
STYLE = Path(__file__).parent / "people.css"


class Drawn(NamedTuple):
    """What is drawn."""

    people: EgoNetwork
    state_series: StateSeries


@solara.component
def Reached(people: list[Divergence], chosen: int, on_person: Callable[[int], None]) -> None:  # noqa: N802
    """People whom the second policy reached first, to begin with."""
    with html.Html(tag="p", class_="reached"):
        html.Html(tag="span", children=["Whom the other policy reaches directly, first of all: "])
        for one in people:
            words = f"person {one.person} (week {one.week})"
            solara.Button(
                words,
                on_click=lambda who=one.person: on_person(who),
                outlined=True,
                small=True,
                disabled=one.person == chosen,
            )


@solara.component
def Page() -> None:  # noqa: N802
    """People and ties."""
    titles = policy_titles()
    choices = use_choices(
        {
            "show": Asked("depression", STATES.__contains__),
            "policy": Asked(BASELINE, titles.__contains__),
            "compared": Asked("expanded_cbt", lambda name: name in (NOBODY, *titles)),
            "person": Asked("-1", whole_number(-1, LARGEST_ID)),
            "middle": Asked("-1", whole_number(-1, LARGEST_ID)),
            "drawn": Asked("120", SHOWN.__contains__),
        }
    )
    state, one, two, shown = (choices.values[name] for name in ("show", "policy", "compared", "drawn"))
    wanted, middle = int(choices.values["person"]), int(choices.values["middle"])

    def set_person(number: int) -> None:
        choices.choose("person", str(number))

    def compare(stop: threading.Event, progress: Progress) -> Divergences | None:
        if two in (NOBODY, one):
            return None
        return divergences(policy(one), policy(two), snapshot(baseline(), PEOPLE, SEED), WEEKS, SEED, stop=stop)

    comparing = use_work(compare, [one, two])
    reached = comparing.value.direct(SUGGESTED) if comparing.value is not None else []
    first = reached[0].person if reached else 0
    person = wanted if wanted >= 0 else first
    centre = middle if middle >= 0 else first
    ready = not comparing.pending  # it says whom to begin with

    def draw(stop: threading.Event, progress: Progress) -> Drawn | None:
        if not ready:
            return None
        start = snapshot(baseline(), PEOPLE, SEED)
        people = ego_network(start.ties, centre % PEOPLE, int(shown), SEED)
        seen = state_series(
            policy(one), start, people.rows, WEEKS, SEED, stop=stop, on_week=lambda week: progress(week, WEEKS)
        )
        return Drawn(people, seen)

    drawing = use_work(draw, [one, centre, shown, ready])
    chosen = [one] if two in (NOBODY, one) else [one, two]

    def tell(stop: threading.Event, progress: Progress) -> list[Life] | None:
        if not ready:
            return None
        try:
            return [live(policy(name), person, people=PEOPLE, weeks=WEEKS, seed=SEED) for name in chosen]
        except NobodyError:
            return []

    telling = use_work(tell, [person, one, two, ready])
    nobody = ready and telling.value == []
    last = solara.use_ref(None)
    if drawing.value is not None:
        last.current = drawing.value

    ControlStyle()
    solara.Style(STYLE)
    html.Html(tag="h1", children=["People and ties"])
    Written(choices)
    html.Html(tag="p", children=[WELCOME])
    with html.Html(tag="div", class_="controls"):
        Choice(
            "Show people by",
            state,
            {name: one_state.title for name, one_state in STATES.items()},
            partial(choices.choose, "show"),
        )
        Choice("Policy", one, titles, partial(choices.choose, "policy"))
        Choice("Compare the life with", two, {NOBODY: "nothing"} | titles, partial(choices.choose, "compared"))
        WholeNumber("Whose life (number of a person)", person, set_person, low=0, high=LARGEST_ID)
        Choice("How many are drawn", shown, SHOWN, partial(choices.choose, "drawn"))
        if centre != person and not nobody:
            solara.Button(
                f"Put person {person} in the middle",
                on_click=lambda: choices.choose("middle", str(person)),
                outlined=True,
                class_="middle",
            )
    if nobody:
        html.Html(tag="p", class_="card failure", attributes={"role": "alert"}, children=[NOBODY_THERE.format(person)])
    if reached:
        Reached(reached, person, set_person)
    Waiting(drawing, f"Living {WEEKS} weeks of everybody")
    if last.current is not None:
        Village(last.current.people, last.current.state_series, state, person, set_person)
    Waiting(telling, f"Living the life of person {person} again")
    Waiting(comparing, "Comparing everybody under both policies")
    if telling.value and (len(chosen) == 1 or comparing.value is not None):
        path = comparing.value.path(person) if comparing.value is not None and len(chosen) > 1 else None
        DescribedLife(telling.value, path, WEEKS, part_titles(policy(one), policy(two if len(chosen) > 1 else one)))
    with html.Html(tag="details", class_="more"):
        html.Html(tag="summary", children=["How to read this, and its limits"])
        html.Html(tag="p", children=[READING])
