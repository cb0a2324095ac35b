"""Chance: the published generator, and random draws that belong to (seed, person, week, purpose)."""

import json
import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from sim.core import chance
from sim.core.chance import Draws, Purpose, draw, exponential, jitter, normal_pair, philox
from tests.shared import run_python

LARGEST = 2**63 - 1
ONES = 0xFFFFFFFF
# counter, key, result: kat_vectors of Random123 for philox4x32 with ten rounds
PUBLISHED = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
DRAWN = [
    (0, 0, 0, 1),
    (LARGEST, LARGEST, 2**31 - 1, 100 + 2**31 - 1),
    (1, 2**32, -(2**31), 3),
    (2**32, 1, -1, 14),
    (20_011_977, 5, 104, 2),
]
WITHOUT_COMPILER = """
import json, sys
from sim.core.chance import draw, philox
assert not hasattr(philox, "py_func"), "this process was to run without the compiler"
vectors, draws = json.loads(sys.argv[1])
print(json.dumps([
    [[int(word) for word in philox(*counter, *key)] for counter, key, _ in vectors],
    [[float(part).hex() for part in draw(*one)] for one in draws],
]))
"""

seeds = some.integers(0, LARGEST) | some.sampled_from([0, 1, 2**32 - 1, 2**32, LARGEST])
people = some.integers(0, LARGEST) | some.sampled_from([0, 1, 2**32 - 1, 2**32, LARGEST])
weeks = some.integers(-(2**31), 2**31 - 1) | some.integers(-3000, 3000)
purposes = some.sampled_from([*map(int, Purpose), 100 + 2**31 - 1])


@pytest.mark.parametrize(("counter", "key", "result"), PUBLISHED)
def test_published_vectors_compiled(
    counter: tuple[int, int, int, int], key: tuple[int, int], result: tuple[int, ...]
) -> None:
    assert tuple(int(word) for word in philox(*counter, *key)) == result


@pytest.mark.parametrize(("counter", "key", "result"), PUBLISHED)
def test_published_vectors_read_as_python(
    counter: tuple[int, int, int, int], key: tuple[int, int], result: tuple[int, ...]
) -> None:
    plain = vars(chance)["philox"].py_func
    assert tuple(int(word) for word in plain(*counter, *key)) == result


def test_without_the_compiler_the_same_bits_and_no_overflow() -> None:
    """The overflow of 64-bit whole numbers, silent when compiled, would be a warning in plain Python."""
    done = run_python("-c", WITHOUT_COMPILER, json.dumps([PUBLISHED, DRAWN]), added={"NUMBA_DISABLE_JIT": "1"})
    vectors, drawn_values = json.loads(done.stdout)
    assert vectors == [list(result) for _, _, result in PUBLISHED]
    assert drawn_values == [[part.hex() for part in draw(*one)] for one in DRAWN]


@given(seeds, people, weeks, purposes)
@settings(deadline=None)
def test_draws_lie_strictly_between_0_and_1(seed: int, person: int, week: int, purpose: int) -> None:
    assert all(0.0 < part < 1.0 for part in draw(seed, person, week, purpose))


@pytest.mark.parametrize("word", [0, ONES])
def test_the_extreme_words_stay_strictly_between_0_and_1(word: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Extreme words are too rare to be met: a logarithm of 0 would come once in many runs."""
    plain = vars(chance)["draw"].py_func
    monkeypatch.setattr(chance, "philox", lambda *_: (np.uint64(word),) * 4)
    assert all(0.0 < part < 1.0 for part in plain(1, 1, 1, 1))


@given(seeds, people, weeks, purposes)
@settings(deadline=None)
def test_the_same_question_gets_the_same_answer(seed: int, person: int, week: int, purpose: int) -> None:
    assert draw(seed, person, week, purpose) == draw(seed, person, week, purpose)


@given(
    seeds,
    some.tuples(people, weeks, purposes),
    some.tuples(people, weeks, purposes),
)
@settings(deadline=None)
def test_another_person_week_or_purpose_has_other_random_draws(
    seed: int, one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    """Philox maps counters to results one to one, so that two questions under one seed never share an answer."""
    assert (draw(seed, *one) == draw(seed, *other)) == (one == other)


@given(seeds, seeds, people, weeks)
@settings(deadline=None)
def test_another_seed_has_other_random_draws(seed: int, other: int, person: int, week: int) -> None:
    assert (draw(seed, person, week, 1) == draw(other, person, week, 1)) == (seed == other)


def test_high_bits_of_seed_and_person_count() -> None:
    seen = {draw(seed, person, 0, 1) for seed in (0, 2**32, 2**62, LARGEST) for person in (0, 2**32, 2**62, LARGEST)}
    assert len(seen) == 16


def test_purposes_have_numbers_of_their_own() -> None:
    parameters = [purpose.value for purpose in Purpose]
    assert len(Purpose.__members__) == len(set(parameters))  # an alias would be a second name for the same dice
    assert sorted(parameters)[-2:] == [Purpose.PROGRAMMES, Purpose.EVENTS]  # both count upwards from here
    assert Purpose.PROGRAMMES + 2**31 <= Purpose.EVENTS  # numbers of programmes have 31 bits,
    assert Purpose.EVENTS + 2**30 <= 2**32  # those of events 30, and a word of the generator 32


def drawn(count: int, seed: int = 7) -> npt.NDArray[np.float64]:
    """Throws of many people in one week (count, 4)."""
    draws: list[Draws] = [draw(seed, person, 0, Purpose.STRESS) for person in range(count)]
    return np.array(draws)


def test_draws_are_uniform_and_unrelated() -> None:
    table = drawn(20_000)
    for column in table.T:
        assert stats.kstest(column, "uniform").pvalue > 0.001
    links = np.corrcoef(table.T) - np.eye(4)
    assert np.abs(links).max() < 4.0 / math.sqrt(len(table))


@pytest.mark.parametrize("varied", ["person", "week", "seed", "purpose"])
def test_neighbouring_questions_have_unrelated_answers(varied: str) -> None:
    start = {"seed": 5, "person": 5, "week": 5, "purpose": 5}
    line = [draw(**{**start, varied: start[varied] + step}).first for step in range(20_000)]
    assert abs(np.corrcoef(line[:-1], line[1:])[0, 1]) < 4.0 / math.sqrt(len(line))
    assert stats.kstest(line, "uniform").pvalue > 0.001


def test_normal_pair_has_the_moments_of_two_independent_normals() -> None:
    table = drawn(40_000)
    pairs = np.array([normal_pair(first, second) for first, second in table[:, :2].tolist()])
    error = 1.0 / math.sqrt(len(pairs))
    assert np.abs(pairs.mean(axis=0)).max() < 4.0 * error
    assert np.abs(pairs.var(axis=0) - 1.0).max() < 4.0 * math.sqrt(2.0) * error
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 4.0 * error
    assert abs(np.corrcoef((pairs**2).T)[0, 1]) < 4.0 * error
    for column in pairs.T:
        assert stats.kstest(column, "norm").pvalue > 0.001


def test_normal_pair_is_finite_at_the_ends() -> None:
    least, most = 0.5 * chance.UNIT, (ONES + 0.5) * chance.UNIT
    parts = [part for one in (least, most) for other in (least, most) for part in normal_pair(one, other)]
    assert np.isfinite(parts).all()
    assert max(map(abs, parts)) < 7.0


def test_jitter_has_mean_0_and_variance_1() -> None:
    grid = (np.arange(10_000) + 0.5) / 10_000
    values = np.array([jitter(one) for one in grid.tolist()])
    assert values.mean() == pytest.approx(0.0, abs=1e-12)
    assert values.var() == pytest.approx(1.0, abs=1e-7)


def test_exponential_has_mean_1_and_is_positive() -> None:
    grid = (np.arange(100_000) + 0.5) / 100_000
    values = np.array([exponential(one) for one in grid.tolist()])
    assert values.min() > 0.0
    assert values.mean() == pytest.approx(1.0, abs=1e-3)
