"""Names that keys of files had in earlier versions: they still work, each with one note."""

import warnings
from typing import Any

from sim.errors import RenamedKey, ScenarioError

PARAMETERS = {
    "others_on_stress": "others_on_ptsd",
    "places_kept": "unused_capacity_kept",
    "strain_stress": "strain_ptsd",
    "stress_avoidance": "ptsd_avoidance",
    "stress_mean": "ptsd_mean",
    "stress_memory": "ptsd_memory",
    "stress_on_others": "ptsd_on_others",
    "stress_own": "ptsd_own",
    "stress_shared": "ptsd_shared",
    "typical_post_traumatic_stress": "typical_ptsd",
    "weekly_stress": "weekly_ptsd",
}
SERVICE = {"places_per_100k": "weekly_sessions_per_100k"}
TABLES = {"numbers": "parameters"}
DESIGN = {"enough": "stopping_rule"}
UNCERTAINTY = {"chance": "stochastic", "ignorance": "parameter"}
OLD_KEYS = {
    "scenario file": TABLES,
    "scenario file, `[parameters]`": PARAMETERS,
    "scenario file, `[services.NAME]`": SERVICE,
    "design of a sweep": DESIGN,
}


def note(where: str, old: str, new: str) -> None:
    """Note that a name is an old one."""
    warnings.warn(f"{where}: {old!r} is now called {new!r}; the old name still works", RenamedKey, stacklevel=3)


def with_present_names(content: dict[str, Any], where: str) -> dict[str, Any]:
    """What a scenario file holds, under the names that keys have today.

    Args:
        content: what was read; left as it is.
        where: the file, for notes.

    Raises:
        ScenarioError: a table has a key under both names.
    """
    present = renamed(content, TABLES, where)
    if isinstance(present.get("parameters"), dict):
        present["parameters"] = renamed(present["parameters"], PARAMETERS, f"{where}: parameters")
    if isinstance(present.get("services"), dict):
        present["services"] = {
            name: renamed(table, SERVICE, f"{where}: services.{name}") if isinstance(table, dict) else table
            for name, table in present["services"].items()
        }
    return present


def present_path(path: str, where: str) -> str:
    """The path of a value, such as `numbers.stress_mean`, as it is called today."""
    first, *others = path.split(".")
    parts = [TABLES.get(first, first), *others]
    if len(parts) == 1 or parts[0] == "parameters":
        parts[-1] = PARAMETERS.get(parts[-1], parts[-1])
    elif parts[0] == "services":
        parts[-1] = SERVICE.get(parts[-1], parts[-1])
    found = ".".join(parts)
    if found != path:
        note(where, path, found)
    return found


def renamed(table: dict[str, Any], names: dict[str, str], where: str) -> dict[str, Any]:
    """A table with some keys under other names, and a note for each.

    Args:
        table: left as it is.
        names: old to new.
        where: the table, for notes.

    Raises:
        ScenarioError: the table has a key under both names.
    """
    for old in [key for key in table if key in names]:
        new = names[old]
        if new in table:
            raise ScenarioError(f"{where}: {old!r} and {new!r} are the same key; remove {old!r}")
        note(where, old, new)
    return {names.get(name, name): value for name, value in table.items()}
