"""The state variables, routes and switches as tables, from the classes that declare them."""

from sim.parameters.mechanisms import GATES, OFF, SWITCH, MechanismSwitches, mechanisms
from sim.people.state import ARRAY_FIELDS, PersonState, VisibleState, columns
from sim.policy.doses import ROUTES
from sim.reference.markdown import figure, table
from sim.week import STEPS

ENDLESS = 2.0**31 - 1.0  # from here on a range has no end that anybody would meet
HEAD = ("name", "type", "number", "unit", "range", "meaning", "instrument")


def span_of(low: float, high: float) -> str:
    """The range of a field in words."""
    if high >= ENDLESS:
        return "any" if low <= -ENDLESS else f"{figure(low)} or more"
    return f"{figure(low)} to {figure(high, 6)}"


def state_table(state: type = PersonState) -> str:
    """All fields of a record, in the order in which they are declared."""
    rows = [
        (f"`{name}`", column.kind, ARRAY_FIELDS.get(name, 1), column.unit, span_of(column.low, column.high),
         column.meaning, column.instrument)
        for name, column in columns(state).items()
    ]  # fmt: skip
    return table(HEAD, rows, ("number",))


def visible_state_table() -> str:
    """All fields that ties can see."""
    return state_table(VisibleState)


def route_table() -> str:
    """The routes by which policy reaches a person."""
    return table(("route", "what a dose does"), [(f"`{name}`", meaning) for name, meaning in ROUTES.items()])


def switch_table() -> str:
    """The mechanisms that can be switched off, and the pattern that each carries."""
    rows = []
    for name, field in MechanismSwitches.model_fields.items():
        mechanism, _, carries = (field.description or "").partition(": on (1) or off (0). Carries: ")
        rows.append((f"`{name}`", mechanism, carries))
    return table(("switch", "mechanism", "what weakens without it"), rows)


def switched_off_table() -> str:
    """What each switch takes away: the parameters that become 0, and what takes the place of the rest."""
    rows = []
    for name in mechanisms():
        zeros = ", ".join(f"`{parameter}`" for parameter in OFF.get(name, {}))
        rows.append((f"`{SWITCH}{name}`", zeros, GATES.get(name, "")))
    return table(("switch", "parameters that become 0", "what else changes"), rows)


def step_table() -> str:
    """The steps of a week in their order, read off `sim/week.py`."""
    rows = []
    for number, step in enumerate(STEPS, start=1):
        plain = getattr(step.rule, "py_func", step.rule)
        first = (plain.__doc__ or "").strip().split("\n\n")[0]
        place = f"sim/{step.part.removeprefix('sim.').replace('.', '/')}.py"
        rows.append((number, f"`{step.name}`", f"[{place}](../{place})", " ".join(first.split())))
    return table(("", "step", "file", "what it does"), rows)
