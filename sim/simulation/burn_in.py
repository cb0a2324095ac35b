"""Burnt-in populations: where a run starts from, cached by what made them.

It takes decades until as many people fall ill as recover and everyone has a history. Simulating those decades for every
run would cost far more than the run. So a library of life histories is made once for each set of parameters and
standing services (`sim/simulation/library.py`). A new population draws its people from life histories of the same age
and area in the library, is tied together by its own network, and settles for some years with its own random numbers.
"""

import threading

import numpy as np
import numpy.typing as npt

from sim.core.precompile import compile_beside
from sim.network.generate import generate_ties, lay_out
from sim.network.known import UNKNOWN_SEX, KnownTies, usable_ages
from sim.network.places import families, neighbourhoods
from sim.network.ties import Ties, connectedness
from sim.parameters import Parameters, parameter_record
from sim.people.state import PERSON, WEEKS_PER_YEAR, empty_visible_states
from sim.people.turnover import Places, found
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine, State, publish_all
from sim.simulation.library import library
from sim.simulation.snapshots import Snapshot, load, path_of, save, snapshot_key, standing

SAME_AGE = 100  # life histories that count as of the same age
AS_TIED = 4  # groups of these, from the loneliest to the best connected
LARGEST_CACHED = 100_000  # people; larger populations are simulated again each time


def snapshot(
    scenario: Scenario,
    people: int,
    seed: int,
    *,
    ties: Ties | None = None,
    threads: int | None = None,
    keep: bool = True,
    stop: threading.Event | None = None,
) -> Snapshot:
    """A burnt-in population at week 0, from the cache where it is there.

    Args:
        scenario: the scenario; only what has always been there matters (`standing`).
        people: size of the population, 1 or more.
        seed: the run's seed; it decides on people, ties and their history.
        ties: your own network; None generates one.
        threads: as for `Engine`.
        keep: keep what is made in the cache; a study that tries hundreds of societies once does not.
        stop: when set, the burn-in ends.

    Returns:
        The snapshot, free to be changed by the caller.

    Raises:
        Interrupted: `stop` was set.
    """
    compile_beside()
    base = standing(scenario)
    key = snapshot_key(base, people, seed, ties)
    path = path_of(key)
    stored = load(path) if people <= LARGEST_CACHED else None
    if stored is not None:
        return stored if ties is None else Snapshot(ties, stored.state)  # your own ties know names
    made = _settle(base, people, seed, ties, threads, keep, stop)
    if keep and people <= LARGEST_CACHED:
        save(path, made)
    return made


def _settle(
    base: Scenario,
    people: int,
    seed: int,
    ties: Ties | None,
    threads: int | None,
    keep: bool,
    stop: threading.Event | None,
) -> Snapshot:
    """Draw people from the library, tie them together, and let them settle."""
    parameters = base.model_parameters()
    deprivation, age = lay_out(people, seed, parameters)
    made = ties is None
    if ties is None:
        ties = generate_ties(people, seed, deprivation, age, parameters)
    weeks = int(parameters.settling_years * WEEKS_PER_YEAR)
    lives = library(base, keep=keep, stop=stop)
    known_age, known_sex = _known(ties, people, parameters)
    observed = known_age.any() or (known_sex != UNKNOWN_SEX).any()
    if observed:
        # who was observed was there at week 0, so that nobody leaves while they settle
        base = base.model_copy(update={"parameters": {**base.parameters, "leaving": 0.0}})
        assert isinstance(ties, KnownTies)
        stays = known_age | (known_sex != UNKNOWN_SEX)
        age[stays] = np.minimum(age[stays], parameters.oldest - (weeks + 1) / WEEKS_PER_YEAR)
        age[known_age] = ties.age[known_age] if ties.age is not None else age[known_age]
    places = Places(families(ties), neighbourhoods(people, seed, parameters, known=made))
    record = parameter_record(parameters)
    drawn = found(deprivation, age, connectedness(ties), places, record, seed, -weeks)
    chosen = _choose_histories(lives, drawn, age, seed, known_sex)
    folk = lives[chosen].view(PERSON).view(np.recarray)
    folk["id"] = np.arange(people)
    folk["family"], folk["neighbourhood"] = places
    folk["birth_week"] = -weeks - np.round(age * WEEKS_PER_YEAR).astype(np.int32)
    oldest = int(parameters.oldest * WEEKS_PER_YEAR) - 1
    folk["birth_week"][known_age] = -np.minimum(np.round(age[known_age] * WEEKS_PER_YEAR), oldest).astype(np.int32)
    folk["sex"] = np.where(known_sex != UNKNOWN_SEX, known_sex, folk["sex"])
    folk["connectedness"] = connectedness(ties)
    visible_states = empty_visible_states(people)
    publish_all(folk, visible_states, record, -weeks)
    engine = Engine(base, ties, State(folk, visible_states, {}, -weeks), seed, threads=threads)
    engine.live_until(0, stop)
    return Snapshot(ties, engine.state())


def _known(ties: Ties, people: int, parameters: Parameters) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int8]]:
    """Whose age is known from your own network, and the sexes that are."""
    age = ties.age if isinstance(ties, KnownTies) else None
    sex = ties.sex if isinstance(ties, KnownTies) else None
    return (
        np.zeros(people, np.bool_) if age is None else usable_ages(age, parameters),
        np.full(people, UNKNOWN_SEX, np.int8) if sex is None else sex,
    )


def _choose_histories(
    lives: npt.NDArray[np.void],
    drawn: npt.NDArray[np.void],
    age: npt.NDArray[np.float64],
    seed: int,
    sex: npt.NDArray[np.int8],
) -> npt.NDArray[np.int64]:
    """For each new person a life history from the library: same deprivation fifth, about the same age, known sex.

    Among those, it is that of somebody about as well connected, and as vulnerable, by rank, as the new person is drawn
    to be. So the lonely keep a history of loneliness, and families and neighbours, who share vulnerability, share what
    comes of it.

    Args:
        lives: the library.
        drawn: the new people as they would begin their lives (people).
        age: years (people).
        seed: the run's seed.
        sex: 0 man, 1 woman, or unknown (people).
    """
    deprivation = drawn["deprivation"]
    rng = np.random.default_rng([seed, 12])
    chosen = np.empty(len(drawn), np.int64)
    for fifth in range(1, 6):
        mine = np.flatnonzero(deprivation == fifth)
        theirs = np.flatnonzero(lives["deprivation"] == fifth)
        theirs = theirs[np.argsort(-lives["birth_week"][theirs], kind="stable")]
        vulnerable = _rank(drawn["vulnerability"][mine], rng)
        tied = _rank(drawn["connectedness"][mine], rng)
        chosen[mine] = _of_their_rank(lives, theirs, age[mine], tied, vulnerable, rng)
        for one in (0, 1):
            alike = theirs[lives["sex"][theirs] == one]
            known = sex[mine] == one
            if len(alike) and known.any():
                chosen[mine[known]] = _of_their_rank(
                    lives, alike, age[mine[known]], tied[known], vulnerable[known], rng
                )
    return chosen


def _rank(values: npt.NDArray[np.float64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Rank of each value, 0-1, spread evenly."""
    rank = np.empty(len(values))
    rank[np.argsort(values, kind="stable")] = (np.arange(len(values)) + rng.random(len(values))) / max(len(values), 1)
    return rank


def _of_their_rank(
    lives: npt.NDArray[np.void],
    theirs: npt.NDArray[np.int64],
    age: npt.NDArray[np.float64],
    tied: npt.NDArray[np.float64],
    vulnerable: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> npt.NDArray[np.int64]:
    """Of the life histories of about the same age, the one of the same rank by connectedness and by vulnerability.

    Ranks are spread evenly over the new people, so that all histories are taken alike, the rare ones of the most
    vulnerable too.

    Args:
        lives: the library.
        theirs: rows of it to choose from, by age.
        age: of the new people, years (n).
        tied: their rank by connectedness, 0-1 (n).
        vulnerable: their rank by vulnerability, 0-1 (n).
        rng: random numbers.
    """
    bands = max(1, len(theirs) // SAME_AGE)
    groups = bands * min(AS_TIED, max(1, len(theirs) // bands))
    of_age = np.arange(len(theirs)) * bands // len(theirs)
    theirs = theirs[np.lexsort((lives["connectedness"][theirs], of_age))]
    group = np.arange(len(theirs)) * groups // len(theirs)
    ranked = theirs[np.lexsort((lives["vulnerability"][theirs], group))]
    ends = np.searchsorted(group, np.arange(groups + 1))
    lived = np.sort(-lives["birth_week"][theirs]) / WEEKS_PER_YEAR
    place = np.searchsorted(lived, age) + rng.integers(-SAME_AGE // 2, SAME_AGE // 2 + 1, len(age))
    band = of_age[np.clip(place, 0, len(theirs) - 1)]
    each = groups // bands
    chosen = band * each + np.minimum((tied * each).astype(np.int64), each - 1)
    size = ends[chosen + 1] - ends[chosen]
    return np.asarray(ranked[ends[chosen] + np.minimum((vulnerable * size).astype(np.int64), size - 1)], np.int64)
