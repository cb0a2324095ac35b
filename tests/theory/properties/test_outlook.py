"""What holds for ability and helplessness, whoever tries."""

from hypothesis import given
from hypothesis import strategies as some

from sim.people.state import DOMAINS
from sim.theory.attempt import Attempt
from sim.theory.belief import reaction_of
from sim.theory.outlook import gain_ability, learn_helplessness
from tests.theory.anybody import CALM, N, checked, doses, inner, somebody, tried


@given(some.floats(-3.0, 3.0), some.integers(0, DOMAINS - 1), inner)
@checked
def test_practice_builds_ability_in_its_domain_and_training_in_all(set_point: float, domain: int, hard: float) -> None:
    me = somebody(ability_set_point=set_point)
    me.ability[:] = set_point
    gain_ability(me, tried(True, difficulty=hard, domain=domain), doses(), N)
    grown = [place for place in range(DOMAINS) if me.ability[place] > set_point]
    assert grown == [domain]
    gain_ability(me, tried(False, domain=domain), doses(skills=1.0), N)
    assert (me.ability > set_point).all()
    before = me.ability.copy()
    gain_ability(me, tried(False, domain=domain), doses(), N)
    assert (me.ability < before).all()  # unused, it is lost


@given(inner, inner)
@checked
def test_failure_teaches_helplessness_and_success_or_restructuring_undo_it(before: float, expected: float) -> None:
    def after(attempt: Attempt, **given_: float) -> float:
        me = somebody(helplessness=before)
        learn_helplessness(me, attempt, reaction_of(me, expected, N), CALM, doses(**given_), N)
        return me.helplessness

    failed, succeeded = after(tried(False, expected=expected)), after(tried(True))
    idle = after(Attempt(0, False, False, 0.5, expected, False))
    assert failed > idle > succeeded
    assert after(tried(False, expected=expected), restructuring=1.0) < failed
