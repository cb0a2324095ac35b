"""One of a few, all in sight."""

from collections.abc import Callable, Mapping

import solara


@solara.component_vue("radios.vue")
def _Radios(  # noqa: N802
    label: str, value: str, options: list[dict[str, str]], disabled: bool, event_chosen: Callable[[str], None]
) -> None:
    """What `radios.vue` draws."""


@solara.component
def Radios(  # noqa: N802
    label: str, value: str, options: Mapping[str, str], on_value: Callable[[str], None], *, disabled: bool = False
) -> None:
    """A question with a few answers.

    Args:
        label: the question.
        value: the present answer; empty: none yet.
        options: answer to words.
        on_value: called with the new answer.
        disabled: whether it can no longer be answered.
    """
    listed = [{"value": name, "words": words} for name, words in options.items()]

    def chosen(name: str) -> None:
        if name in options and not disabled:
            on_value(name)

    _Radios(label=label, value=value, options=listed, disabled=disabled, event_chosen=chosen)
