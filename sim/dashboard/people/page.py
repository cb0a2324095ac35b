"""The page: a life chosen by its story, in two lanes, and the ties over which the change came."""

import threading
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import solara
from reacton import ipyvuetify as html

from sim.dashboard.address import Asked, Written, use_choices, whole_number
from sim.dashboard.background import Progress, Waiting, use_work
from sim.dashboard.controls import Choice, ControlStyle, WholeNumber
from sim.dashboard.people.life import DescribedLife, Why
from sim.dashboard.people.stories import STORIES, Stories
from sim.dashboard.people.telling import Everybody, Told, everybody, hops, tell
from sim.dashboard.people.village import Village, Way
from sim.dashboard.server_state import baseline, part_titles, policy, policy_titles
from sim.errors import NobodyError
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.load import BASELINE
from sim.simulation.burn_in import snapshot
from sim.studies.lives import STATES, EgoNetwork, Story, ego_network

PEOPLE, WEEKS, SEED = 800, 104, 2026
LARGEST_ID = 20 * PEOPLE - 1  # whoever takes a place that becomes free has the place's number and a multiple of all
MOST_STEPS = 5  # captions
SHOWN = {"40": "ties and their ties (about 40 people)", "120": "the crowd: 120 people", "240": "the crowd: 240 people"}
NEAR = "40"
STEPS = 2  # ties away, for those who are near
NOBODY = "none"
READING = (
    "Everybody here is simulated: no mark stands for a real person. Stories were looked for among the people who were "
    f"there in all {WEEKS} weeks under both policies; a single life shows how the model works and not what a policy "
    "does on the whole: for that, see the comparison of policies. Both lives use the same random numbers, so they are "
    "exactly the same until the policy reaches the person. After that a small difference can grow by chance as well, "
    "and not all that follows is an effect of the policy. In the picture of ties, the strongly tied lie close "
    "together; up, down, left and right mean nothing."
)
NOBODY_THERE = (
    f"Nobody with the number {{}} lived in these {WEEKS} weeks under each of the policies. Type a number from 0 to "
    f"{PEOPLE - 1}, the people of the first week. Larger numbers belong to people who took the place of somebody who "
    "left: press them in the picture."
)
STYLE = Path(__file__).parent / "people.css"


class Shown(NamedTuple):
    """Which life is shown, and why."""

    person: int
    story: str  # empty: none


def shown_life(people: Everybody | None, wanted: int, story: str) -> Shown:
    """The life that an address asks for.

    Args:
        people: everybody; None: not there yet.
        wanted: the number of a person; below 0: none.
        story: one of `Story`; empty: none.
    """
    found = people.found if people is not None else {}
    if wanted >= 0:
        return Shown(wanted, story if story and wanted in found.get(Story(story), []) else "")
    first = [Story(story)] if story else []
    for one in [*first, *Story]:
        if found.get(one):
            return Shown(found[one][0], str(one))
    reached = people.parted.direct(1) if people is not None and people.parted is not None else []
    return Shown(reached[0].person if reached else 0, "")


@solara.component
def Page() -> None:  # noqa: N802
    """People and ties."""
    titles = policy_titles()
    choices = use_choices(
        {
            "story": Asked("", lambda name: name in {*Story}),
            "person": Asked("-1", whole_number(-1, LARGEST_ID)),
            "step": Asked("0", whole_number(0, MOST_STEPS)),
            "policy": Asked(BASELINE, titles.__contains__),
            "compared": Asked("expanded_cbt", lambda name: name in (NOBODY, *titles)),
            "show": Asked("depression", STATES.__contains__),
            "middle": Asked("-1", whole_number(-1, LARGEST_ID)),
            "drawn": Asked(NEAR, SHOWN.__contains__),
        }
    )
    state, one, two, shown = (choices.values[name] for name in ("show", "policy", "compared", "drawn"))
    wanted, middle, step = (int(choices.values[name]) for name in ("person", "middle", "step"))
    chosen = [one] if two in (NOBODY, one) else [one, two]

    def live_all(stop: threading.Event, progress: Progress) -> Everybody:
        return everybody([policy(name) for name in chosen], snapshot(baseline(), PEOPLE, SEED), WEEKS, SEED, stop)

    together = use_work(live_all, [one, two])
    people = together.value
    person, story = shown_life(people, wanted, choices.values["story"])

    def live_one(stop: threading.Event, progress: Progress) -> Told | str | None:
        if people is None:
            return None
        try:
            return tell(
                people, [policy(name) for name in chosen], snapshot(baseline(), PEOPLE, SEED), person, WEEKS, SEED
            )
        except NobodyError:
            return NOBODY_THERE.format(person)

    telling = use_work(live_one, [person, one, two, people is not None])
    told = telling.value if isinstance(telling.value, Told) else None
    centre = middle if middle >= 0 else person

    def draw() -> EgoNetwork | None:
        if people is None:
            return None
        way = hops(told.path, PEOPLE) if told is not None else []
        also = dict.fromkeys(row for hop in way for row in (hop.origin, hop.target))
        steps = STEPS if shown == NEAR else 0
        return ego_network(people.ties, centre % PEOPLE, int(shown), SEED, steps=steps, also=list(also))

    drawn = solara.use_memo(draw, [people is not None, one, two, centre, shown, None if told is None else told.person])

    def show(number: int, its_story: str = "", around: int = -1) -> None:
        for name, value in (("person", number), ("story", its_story), ("step", 0), ("middle", around)):
            choices.choose(name, str(value))

    def show_story(name: str) -> None:
        found = people.found[Story(name)] if people is not None else []
        at = found.index(person) + 1 if name == story and person in found else 0  # pressed again: the next such life
        show(found[at % len(found)], name)

    def choose_policy(which: str, name: str) -> None:
        choices.choose(which, name)
        choices.choose("step", "0")
        if story:
            choices.choose("person", "-1")

    names, lane_titles = called(chosen, titles)
    parts = part_titles(*(policy(name) for name in chosen))
    last = solara.use_ref(None)
    if told is not None:
        last.current = (chosen, told, story)
    here = last.current if last.current is not None and last.current[0] == chosen else None  # until the next is there

    ControlStyle()
    solara.Style(STYLE)
    with html.Html(tag="div", class_="people"):
        html.Html(tag="h1", children=["People and ties"])
        Written(choices)
        with html.Html(tag="div", class_="choosing"):
            if people is not None and people.watched:
                Stories(people.found, people.watched, story, show_story)
            WholeNumber("or type a person's number", person, show, low=0, high=LARGEST_ID)
        Waiting(together, f"Living {WEEKS // WEEKS_PER_YEAR} years of {PEOPLE} people")
        if here is None:
            Waiting(telling, f"Living the life of person {person} again")
        with html.Html(tag="div"):  # what comes and goes stands in boxes that stay
            if isinstance(telling.value, str):
                html.Html(tag="p", class_="card failure", attributes={"role": "alert"}, children=[telling.value])
        with html.Html(tag="div"):
            if here is not None and people is not None:
                _, shown_now, its_story = here
                DescribedLife(
                    shown_now, PEOPLE, names, lane_titles, parts, people.ties,
                    STORIES[Story(its_story)].about if its_story else (), step,
                    lambda at: choices.choose("step", str(at)),
                ).key(f"{shown_now.person} {chosen} {its_story}")  # fmt: skip
        with html.Html(tag="div", class_="controls"):
            Choice("Policy of the first lane", one, titles, partial(choose_policy, "policy"))
            Choice(
                "Policy of the second lane",
                two,
                {NOBODY: "no second lane"} | titles,
                partial(choose_policy, "compared"),
            )
        with html.Html(tag="div"):
            if drawn is not None and people is not None:
                html.Html(tag="h2", children=["The ties, and how the change travelled"])
                with html.Html(tag="div", class_="ties"):
                    with html.Html(tag="div"):
                        Way(told if len(chosen) > 1 else None, people.ties, PEOPLE, parts)
                        with html.Html(tag="div", class_="controls"):
                            words = {name: known.title for name, known in STATES.items()}
                            Choice("Colour people by", state, words, partial(choices.choose, "show"))
                            Choice("Who is drawn", shown, SHOWN, partial(choices.choose, "drawn"))
                            if centre != person:
                                solara.Button(
                                    f"Put person {person} in the middle",
                                    on_click=lambda: choices.choose("middle", "-1"),
                                    outlined=True, class_="middle",
                                )  # fmt: skip
                    Village(
                        drawn, people.series[-1].of(np.asarray(drawn.rows)), state, person,
                        hops(told.path, PEOPLE) if told is not None else [], lane_titles[-1],
                        lambda number: show(number, "", centre),
                    )  # fmt: skip
        with html.Html(tag="div"):
            if here is not None:
                Why(here[1], PEOPLE, names, lane_titles).key(f"{here[1].person} {chosen}")
        with html.Html(tag="details", class_="more"):
            html.Html(tag="summary", children=["How to read this, and its limits"])
            html.Html(tag="p", children=[READING])


def called(chosen: list[str], titles: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How each policy is called within a sentence, and the titles of the lanes.

    Args:
        chosen: one policy or two, by name.
        titles: of all policies, by name.
    """
    if len(chosen) == 1:
        return ("in this life",), (titles[chosen[0]],)
    one, other = (titles[name] for name in chosen)
    if chosen[0] == BASELINE:
        return ("without the policy", "with the policy"), (f"Without the policy: {one}", f"With the policy: {other}")
    first, second = "under the first policy", "under the second policy"
    return (first, second), (f"First policy: {one}", f"Second policy: {other}")
