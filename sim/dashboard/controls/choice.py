"""One of several."""

from collections.abc import Callable, Mapping

import solara


@solara.component_vue("choice.vue")
def _Select(  # noqa: N802
    label: str, value: str, options: list[dict[str, str]], event_chosen: Callable[[str], None]
) -> None:
    """What `choice.vue` draws."""


@solara.component
def Choice(  # noqa: N802
    label: str, value: str, options: Mapping[str, str], on_value: Callable[[str], None]
) -> None:
    """A list to choose one from.

    Args:
        label: what is chosen.
        value: the present choice.
        options: value to words.
        on_value: called with the new choice.
    """
    listed = [{"value": name, "words": words} for name, words in options.items()]

    def chosen(name: str) -> None:
        if name in options:  # whatever a browser sends
            on_value(name)

    _Select(label=label, value=value, options=listed, event_chosen=chosen)
