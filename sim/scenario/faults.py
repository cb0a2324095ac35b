"""What is wrong in a file, in words of the file: the key as it is written there, the value, what was expected."""

import datetime
import difflib
import re
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sim.core.installation import as_typed_here
from sim.errors import UnknownName, WrongValue
from sim.parameters import Parameters
from sim.scenario.scenario import Scenario

LONGEST = 60  # letters of a value that are shown
MOST_NAMES = 40  # known names that are listed
KINDS = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "string": 'text in quotes, such as "cbt"',
    "list": "a list in square brackets",
    "tuple": "a list in square brackets",
    "dict": "a table with keys of its own",
    "model": "a table with keys of its own",
    "finite": "a finite number",
}
"""First word of pydantic's name of a fault to what was expected."""
LIMITS = {
    "greater_than_equal": ("ge", "{:,.12g} or more"),
    "greater_than": ("gt", "a number above {:,.12g}"),
    "less_than_equal": ("le", "{:,.12g} or less"),
    "less_than": ("lt", "a number below {:,.12g}"),
    "too_short": ("min_length", "at least {:,.12g} entries"),
    "too_long": ("max_length", "at most {:,.12g} entries"),
}


def format_error(path: Path, problem: ValidationError, model: type[BaseModel]) -> str:
    """One message for the first thing that is wrong in a file, and a count of the rest.

    Args:
        path: the file.
        problem: what pydantic found.
        model: what the file was read as.
    """
    errors = sorted(problem.errors(), key=lambda error: error["type"] != "extra_forbidden")  # a typo first
    first = errors[0]
    location: list[int | str] = list(first["loc"])
    if location and location[0] in Parameters.model_fields and first["type"] != "extra_forbidden":  # out of bounds
        location.insert(0, "parameters")
    value = first.get("input")
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, WrongValue):
        location += cause.where
        if isinstance(cause, UnknownName):
            said = f"expected {cause.what}; {known_names(cause.known, str(cause.value))}"
            if cause.value == cause.where[-1]:  # the key itself
                return f"{path}: {_at(location)}: {said}{_rest(errors)}"
            return f"{path}: {_at(location)} = {shown(cause.value)}: {said}{_rest(errors)}"
        value, said = cause.value, f"expected {cause.expected}."
    elif first["type"] == "extra_forbidden":
        names = known_names(_known_keys(model, first["loc"]), str(first["loc"][-1]))
        return f"{path}: {_at(location)} = {shown(value)}: no such key; {names}{_rest(errors)}"
    elif first["type"] == "missing":
        help_ = as_typed_here("scenarios/baseline.toml explains every key.")
        return f"{path}: {_at(location)} is missing. Add it; {help_}{_rest(errors)}"
    else:
        said = expected(first)
    return f"{path}: {_at(location)} = {shown(value)}: {said}{_rest(errors)}"


def expected(error: Any) -> str:
    """What a value should have been, of an error of pydantic."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in LIMITS:
        key, words = LIMITS[kind]
        return f"expected {words.format(context[key])}."
    if kind in ("enum", "literal_error"):
        return f"expected {context['expected'].replace(chr(39), chr(34))}."
    word = KINDS.get(kind.split("_")[0])
    if word:
        return f"expected {word}."
    return f"{error['msg'].removeprefix('Value error, ')}."


def known_names(known: list[str], wrong: str) -> str:
    """The names that are known, and the nearest of them to a wrong one."""
    near = nearest(wrong, known)
    if near and len(known) > MOST_NAMES:
        return f"{len(known)} are known.{near}"
    return f"known are {', '.join(known[:MOST_NAMES])}{', ...' if len(known) > MOST_NAMES else ''}.{near}"


def shown(value: object) -> str:
    """A value as a TOML file has it, cut where it is long."""
    try:
        text = _toml(value)
    except ValueError:  # whole numbers of thousands of digits are not written out
        return "a number too long to show"
    except RecursionError:
        return "tables too deep to show"
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, float | int):
        return repr(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    return repr(value)


def _at(location: list[int | str]) -> str:
    """A path in a file; entries of a list are counted from 1."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f" (entry {part + 1})"
        else:
            text += f".{part}" if text else part
    return text


def _rest(errors: list[Any]) -> str:
    if len(errors) < 2:
        return ""
    return f" {len(errors) - 1} more {'values are' if len(errors) > 2 else 'value is'} wrong in this file."


def _known_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys that may stand where an unknown one stood: those of the innermost table on its path."""
    inner = model
    for part in location[:-1]:
        field = inner.model_fields.get(str(part)) if isinstance(part, str) else None
        if field is None:
            continue  # a name that the file chose, or a place in a list
        within = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        tables = [kind for kind in within if issubclass(kind, BaseModel)]
        inner = tables[0] if tables else inner
    if inner is Scenario:
        return ["extends", *[key for key in Scenario.model_fields if key not in ("name", "profile")]]
    return list(inner.model_fields)


def nearest(name: str, known: list[str]) -> str:
    """A question with the nearest known name, where one is near."""
    by_letters = {one.lower(): one for one in known}
    near = difflib.get_close_matches(name.lower(), by_letters, n=1, cutoff=0.6)
    return f" Did you mean {by_letters[near[0]]!r}?" if near else ""


def toml_fault(content: str, said: str) -> str:
    """Where a file is no TOML, with the line and a guess at what was meant.

    Args:
        content: of the file.
        said: by the parser.
    """
    place = re.search(r"\(at line (\d+), column \d+\)", said)
    if place is None:
        return f": {said}."
    number = int(place[1])
    line = content.splitlines()[number - 1].strip() if number <= len(content.splitlines()) else ""
    what = said[: place.start()].strip()
    guess = ""
    if "Cannot overwrite" in what or "Cannot declare" in what:
        guess = " A key or table stands in the file twice."
    elif re.search("[\u2018\u2019\u201c\u201d\u201e]", line):
        guess = " Use straight quotes."
    elif re.search(r"=\s*-?\d+(,\d{3})+(\.\d+)?\s*(#.*)?$", line) and ("." in line or line.count(",") > 1):
        guess = " Write numbers without signs between thousands."
    elif re.search(r"=\s*-?\d+,\d+\s*(#.*)?$", line):
        guess = " Write decimals with a point."
    elif line.count('"') % 2 or line.count("'") % 2:
        guess = " A quote is not closed."
    elif re.search(r"=\s*[A-Za-z]", line) and not re.search(r"=\s*(true|false|inf|nan)\b", line):
        guess = " Put text in quotes."
    return f": line {number}: {shown(line)}: {what}.{guess}"


__all__ = ["expected", "format_error", "known_names", "nearest", "shown", "toml_fault"]
