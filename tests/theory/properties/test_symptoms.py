"""What holds for anybody's symptoms, and for the circles that keep them."""

from hypothesis import given
from hypothesis import strategies as some

from sim.people.state import Disorder
from sim.theory.circles import entrench, process_trauma
from sim.theory.symptoms import cross_activation
from tests.theory.anybody import CALM, N, checked, doses, levels, pair, somebody


@given(pair(levels), pair(levels))
@checked
def test_symptoms_entrench_slowly_and_let_go(grips: tuple[float, float], start: tuple[float, float]) -> None:
    me = somebody()
    me.entrenchment[:] = start[0]
    entrench(me, Disorder.DEPRESSION, grips[1], N)
    between = sorted((start[0], grips[1]))
    assert between[0] <= me.entrenchment[Disorder.DEPRESSION] <= between[1]
    assert me.entrenchment[Disorder.ANXIETY] == start[0]


@given(pair(levels))
@checked
def test_disorders_pull_each_other(others: tuple[float, float]) -> None:
    less, more = (cross_activation(0.5, other, 0.1, N) for other in others)
    assert less < more


@given(pair(levels), some.floats(0.1, 5.0))
@checked
def test_avoidance_keeps_the_memory_of_a_trauma(avoidance: tuple[float, float], memory: float) -> None:
    def left(avoiding: float, exposure: float = 0.0) -> float:
        me = somebody(avoidance=avoiding, trauma_memory=memory)
        process_trauma(me, CALM, doses(exposure=exposure), N)
        return me.trauma_memory

    facing, avoiding = left(avoidance[0]), left(avoidance[1])
    assert 0.0 <= facing < avoiding <= memory
    assert left(avoidance[1], exposure=1.0) < avoiding


@given(pair(levels), some.floats(0.1, 5.0))
@checked
def test_avoidance_and_loneliness_lay_down_more_of_an_acute_reaction(values: tuple[float, float], acute: float) -> None:
    def laid(avoiding: float, support: float) -> float:
        me = somebody(avoidance=avoiding, acute_stress=acute, trauma_memory=0.0, support_emotional=support)
        process_trauma(me, CALM, doses(), N)
        return me.trauma_memory

    assert laid(values[0], 0.5) < laid(values[1], 0.5)
    assert laid(0.8, values[0]) > laid(0.8, values[1])
