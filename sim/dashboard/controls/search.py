"""Words to look for."""

from collections.abc import Callable

import solara

LONGEST = 100  # characters


@solara.component_vue("search.vue")
def _Field(label: str, value: str, hint: str, event_typed: Callable[[str], None]) -> None:  # noqa: N802
    """What `search.vue` draws."""


@solara.component
def Search(label: str, value: str, on_value: Callable[[str], None], *, hint: str = "") -> None:  # noqa: N802
    """A field for words to look for; it acts when Enter is pressed or the field is left.

    Args:
        label: what is searched.
        value: the present words.
        on_value: called with the new words.
        hint: shown while the field is empty.
    """
    _Field(label=label, value=value, hint=hint, event_typed=lambda words: on_value(str(words)[:LONGEST]))
