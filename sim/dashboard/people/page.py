"""The page: whom to draw, what to show, and whose life to tell."""

import threading
from pathlib import Path
from typing import NamedTuple

import solara
from reacton import ipyvuetify as html

from sim.dashboard.controls import Choice, WholeNumber
from sim.dashboard.people.told import Told
from sim.dashboard.people.village import Village
from sim.dashboard.society import baseline, part_titles, policy, policy_titles
from sim.dashboard.waiting import Waiting
from sim.dashboard.work import Progress, use_work
from sim.scenario_files import BASELINE
from sim.snapshot import snapshot
from sim.studies.lives import STATES, Circle, Film, Life, Partings, circle, film, live, partings

PEOPLE, WEEKS, SEED = 800, 104, 2026
LARGEST_ID = 20 * PEOPLE - 1  # whoever takes a place that becomes free has the place's number and a multiple of all
SHOWN = {"40": "40 people around the middle", "120": "120 people", "240": "240 people"}
NOBODY = "none"
STYLE = Path(__file__).parent / "people.css"


class Drawn(NamedTuple):
    """What is drawn."""

    people: Circle
    film: Film


@solara.component
def Page() -> None:  # noqa: N802
    """People and ties."""
    titles = policy_titles()
    state, set_state = solara.use_state("depression")
    one, set_one = solara.use_state(BASELINE)
    two, set_two = solara.use_state("expanded_cbt")
    person, set_person = solara.use_state(7)
    middle, set_middle = solara.use_state(7)
    shown, set_shown = solara.use_state("120")

    def draw(stop: threading.Event, progress: Progress) -> Drawn:
        start = snapshot(baseline(), PEOPLE, SEED)
        people = circle(start.ties, middle % PEOPLE, int(shown), SEED)
        seen = film(policy(one), start, people.rows, WEEKS, SEED, stop=stop, on_week=lambda week: progress(week, WEEKS))
        return Drawn(people, seen)

    def compare(stop: threading.Event, progress: Progress) -> Partings | None:
        if two == NOBODY or two == one:
            return None
        return partings(policy(one), policy(two), snapshot(baseline(), PEOPLE, SEED), WEEKS, SEED, stop=stop)

    drawing = use_work(draw, [one, middle, shown])
    comparing = use_work(compare, [one, two])
    chosen = [one] if two in (NOBODY, one) else [one, two]

    def tell(stop: threading.Event, progress: Progress) -> list[Life]:
        return [live(policy(name), person, people=PEOPLE, weeks=WEEKS, seed=SEED) for name in chosen]

    telling = use_work(tell, [person, one, two])
    last = solara.use_ref(None)
    if drawing.value is not None:
        last.current = drawing.value

    solara.Style(STYLE)
    html.Html(tag="h1", children=["People and ties"])
    html.Html(
        tag="p",
        children=[
            f"A simulated society of {PEOPLE} people over {WEEKS // 52} years. Press a person, or type a number, to read that "
            "life: what happened, and which source moved belief each week. The second policy shows the same life in "
            "another world: same person, same dice, until the policy reaches them."
        ],
    )
    with html.Html(tag="div", class_="controls"):
        Choice("Show people by", state, {name: shown_.title for name, shown_ in STATES.items()}, set_state)
        Choice("Policy", one, titles, set_one)
        Choice("Compare the life with", two, {NOBODY: "nothing"} | titles, set_two)
        WholeNumber("Whose life (number of a person)", person, set_person, low=0, high=LARGEST_ID)
        Choice("How many are drawn", shown, SHOWN, set_shown)
        if middle != person:
            solara.Button(
                f"Put person {person} in the middle",
                on_click=lambda: set_middle(person),
                outlined=True,
                class_="middle",
            )
    Waiting(drawing, f"Living {WEEKS} weeks of everybody")
    if last.current is not None:
        Village(last.current.people, last.current.film, state, person, set_person)
    Waiting(telling, f"Living the life of person {person} again")
    Waiting(comparing, "Comparing everybody under both policies")
    if telling.value is not None and (len(chosen) == 1 or comparing.value is not None):
        path = comparing.value.path(person) if comparing.value is not None and len(chosen) > 1 else None
        Told(telling.value, path, WEEKS, part_titles(policy(one), policy(two if len(chosen) > 1 else one)))
    with html.Html(tag="details", class_="more"):
        html.Html(tag="summary", children=["How to read this, and what it cannot tell"])
        html.Html(
            tag="p",
            children=[
                "Everybody here is simulated: no mark stands for a real person. Places are chosen so that the strongly tied lie "
                "close together; up, down, left and right mean nothing. Those drawn are the nearest to the person in the "
                "middle, along the strongest ties. A single life shows how the model works and not what a policy does on "
                "the whole: for that, see the comparison of policies."
            ],
        )
