"""Old names and their present ones, as tables of the policy for public names."""

from sim.core.deprecated import DEPRECATIONS, GONE
from sim.reference.markdown import table
from sim.scenario.renamed import OLD_KEYS


def deprecation_table() -> str:
    """Names that go on working, with a warning."""
    rows = [(f"`{one.old}`", f"`{one.new}`", one.since, one.until) for one in DEPRECATIONS]
    return table(("old name", "present name", "since", "works until"), rows)


def gone_table() -> str:
    """Names that are refused with a message."""
    return table(("old name", "present name"), [(f"`Person.{old}`", f"`Person.{new}`") for old, new in GONE.items()])


def key_table() -> str:
    """Keys of files that go on working, with a note."""
    rows = [(where, f"`{old}`", f"`{new}`") for where, names in OLD_KEYS.items() for old, new in names.items()]
    return table(("where", "old key", "present key"), rows)
