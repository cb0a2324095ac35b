"""Choosing a life by its story."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import solara

from sim.studies.lives import Kind, Story


class StoryWords(NamedTuple):
    """A story in words."""

    words: str  # on its button
    meaning: str
    about: tuple[Kind, ...]  # what turns such a life, the foremost first


STORIES = {
    Story.SOONER: StoryWords(
        "Got help sooner",
        "treatment began at least four weeks sooner with the policy, or only with it, and the person was better for at "
        "least a quarter of a year",
        (Kind.TREATMENT,),
    ),
    Story.FRIEND: StoryWords(
        "Helped by a friend or family",
        "the policy first reached the person over a tie to a friend or the family, and the person was better for at "
        "least a quarter of a year",
        (Kind.PARTS,),
    ),
    Story.MISSED: StoryWords(
        "Missed out",
        "the person was worse with the policy, for example because somebody else took the place",
        (Kind.TREATMENT, Kind.COMPLETES, Kind.RECOVERS, Kind.FALLS_BACK, Kind.FALLS_ILL),
    ),
    Story.FELL_BACK: StoryWords(
        "Fell back", "the person was well again and then fell ill again, under one policy or both", (Kind.FALLS_BACK,)
    ),
}


@solara.component_vue("stories.vue")
def _Buttons(  # noqa: N802
    options: list[dict[str, Any]], value: str, event_chosen: Callable[[str], None]
) -> None:
    """What `stories.vue` draws."""


@solara.component
def Stories(  # noqa: N802
    found: Mapping[Story, list[int]], watched: int, story: str, on_story: Callable[[str], None]
) -> None:
    """A button for each story; one that nobody has says so and cannot be pressed.

    Args:
        found: who has each story.
        watched: how many people were there throughout and could have one.
        story: of the life that is shown; empty: none.
        on_story: called with the story that was pressed.
    """
    options = [
        {
            "value": str(one),
            "words": words.words,
            "count": len(found[one]),
            "said": f"{len(found[one])} of {watched} people" if found[one] else "nobody, under these policies",
            "more": f"{words.words}: {words.meaning}",
        }
        for one, words in STORIES.items()
    ]

    def chosen(name: str) -> None:
        if name in found and found[Story(name)]:  # whatever a browser sends
            on_story(name)

    _Buttons(options=options, value=story, event_chosen=chosen)
