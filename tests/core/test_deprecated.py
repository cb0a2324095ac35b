"""Old names go on working, warn once at the caller's line, and stand in one table, in the policy, and not for ever."""

import inspect
import warnings
from collections.abc import Callable

import pytest

import sim
from sim import Person, RecoveryModel
from sim.core.deprecated import DEPRECATIONS, GONE, refuse_gone, renamed_argument, warn_deprecated
from sim.reference.policy_tables import deprecation_table, gone_table
from sim.scenario.scenario import Scenario
from sim.studies import Society
from tests.shared import ROOT

USES: dict[str, Callable[[Scenario], object]] = {
    "sim.Numbers": lambda quick: sim.Numbers is sim.Parameters,
    "RecoveryModel(tell=...)": lambda quick: len(RecoveryModel(quick, 30, tell=True).engine.ledgers) == 30,  # type: ignore[call-arg]
    "Society.engine(tell=...)": lambda quick: Society.of(quick, 30).engine(tell=True).ledgers.shape[0] == 30,  # type: ignore[call-arg]
    "Society.run(tell=...)": lambda quick: Society.of(quick, 30).run(1, tell=True).ledgers.shape[0] == 30,  # type: ignore[call-arg]
}


@pytest.mark.parametrize("one", DEPRECATIONS, ids=lambda one: one.old)
def test_an_old_name_works_and_warns_at_the_callers_line(one: tuple[str, str, str, str], quick: Scenario) -> None:
    use = USES[one[0]]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        assert use(quick)
    assert [str(each.message) for each in caught] == [
        f"{one[0]} is now {one[1]}; the old name works until version {one[3]}"
    ]
    assert caught[0].category is DeprecationWarning
    assert (caught[0].filename, caught[0].lineno) == (__file__, inspect.getsourcelines(use)[1])


def test_every_old_name_is_tried_here() -> None:
    assert list(USES) == [one.old for one in DEPRECATIONS]


def test_an_import_warns_once_where_it_stands() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        from sim import Numbers
    assert Numbers is sim.Parameters
    assert [each.filename for each in caught] == [__file__]


def test_present_names_do_not_warn(quick: Scenario) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert RecoveryModel(quick, 30, keep_ledger=True).week == 0


def test_both_names_at_once_are_refused(quick: Scenario) -> None:
    with pytest.raises(TypeError, match="tell and keep_ledger are the same argument"):
        RecoveryModel(quick, 30, tell=True, keep_ledger=True)  # type: ignore[call-arg]


def test_a_name_that_is_not_in_the_table_cannot_be_deprecated() -> None:
    with pytest.raises(StopIteration):
        warn_deprecated("sim.nothing")

    @renamed_argument("nothing", "old", "new")
    def function(new: int) -> int:
        return new

    assert function(new=2) == 2
    assert list(inspect.signature(function).parameters) == ["new"]
    with pytest.raises(StopIteration):
        function(old=2)  # type: ignore[call-arg]


@pytest.mark.parametrize("old", GONE)
def test_a_step_under_an_old_name_is_refused_and_not_ignored(old: str, quick: Scenario) -> None:
    mine = type("Mine", (Person,), {old: lambda *arguments: None})
    with pytest.raises(TypeError, match=rf"Mine\.{old}: this step of the week is now called {GONE[old]}"):
        RecoveryModel(quick, 30, person=mine)
    refuse_gone(Person)
    assert callable(getattr(Person, GONE[old]))


def test_no_old_name_outlives_its_time() -> None:
    now = [int(part) for part in sim.__version__.split(".")[:2]]
    for one in DEPRECATIONS:
        since, until = ([int(part) for part in version.split(".")[:2]] for version in (one.since, one.until))
        assert now < until, f"{one.old} has had its time: take it out of the code and of the table"
        assert until[0] > since[0] or until[1] >= since[1] + 2


def test_the_policy_lists_what_the_code_lists() -> None:
    page = (ROOT / "docs" / "api_policy.md").read_text(encoding="utf-8")
    assert deprecation_table() in page
    assert gone_table() in page
    for one in DEPRECATIONS:
        assert f"| `{one.old}` | `{one.new}` | {one.since} | {one.until} |" in page
    for old, new in GONE.items():
        assert f"| `Person.{old}` | `Person.{new}` |" in page
