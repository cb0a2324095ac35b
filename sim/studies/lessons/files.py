"""Lessons on disk: one TOML file each, in `plans/`."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.load import format_error, nearest
from sim.studies.lessons.plan import Lesson

PLANS = Path(__file__).parent / "plans"


@cache
def lesson_names() -> list[str]:
    """Names of the lessons, in the order in which they are taught."""
    names = [path.stem for path in PLANS.glob("*.toml")]
    return sorted(names, key=lambda name: (load_lesson(name).order, name))


def load_lesson(which: str | Path) -> Lesson:
    """Read a lesson by name, or from your own file.

    Raises:
        ScenarioError: no such lesson, or its file cannot be used; the message says where and what was expected.
    """
    path = which if isinstance(which, Path) else PLANS / f"{which}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        names = sorted(file.stem for file in PLANS.glob("*.toml"))
        raise ScenarioError(
            f"no lesson is called {path.stem!r}.{nearest(path.stem, names)} Known: {', '.join(names)}."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ScenarioError(f"{path}: not valid TOML: {problem}. Compare with the lessons in {PLANS.name}/.") from None
    try:
        return Lesson.model_validate(content)
    except ValidationError as problem:
        raise ScenarioError(format_error(path, problem, Lesson)) from None
