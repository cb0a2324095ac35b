"""A made-up population's households and neighbourhoods, and the ties that grow in them.

People are numbered neighbourhood by neighbourhood and household by household, and most ties are to people near in
number: in the computer's memory as in a town, neighbours are found close together.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.network.ties import Layer, Ties, ties_from_pairs
from sim.parameters import Parameters
from sim.parameters.network import NetworkParameters

FIFTHS = 5

type Whole = npt.NDArray[np.int32]
type Real = npt.NDArray[np.float64]


class Stream(IntEnum):
    """What a stream of random numbers is for. New ones get new numbers; old numbers are never reused."""

    HOUSEHOLDS = 7001
    AGES = 7002
    SETTLING = 7003
    SOCIABILITY = 7004
    FAMILY = 7005
    FRIENDS = 7006
    PEERS = 7007
    NEIGHBOURHOODS = 7008


class Layout(NamedTuple):
    """Who lives where."""

    deprivation: npt.NDArray[np.uint8]  # (people) fifth of the area, 1 least to 5 most deprived
    age: Real  # (people) years


class Pairs(NamedTuple):
    """Ties before they are sorted, each once."""

    source: Whole
    target: Whole
    strength: npt.NDArray[np.float32]
    layer: Layer


def lay_out(count: int, seed: int, parameters: Parameters) -> Layout:
    """Settle a population: neighbourhoods with one prevailing deprivation fifth, households of one to four adults.

    Each fifth holds about 20 % of the people. Ages follow the stationary age structure of the model's turnover (people
    enter at the youngest age, leave at a steady rate, and all at the oldest age); within households there are couples
    of like age, grown children a generation younger than their parents, young people who share, and singles.

    Args:
        count: number of people, at least 1.
        seed: the run's seed, 0 or more; the same seed lays out the same households that `generate_ties` ties.
        parameters: the model's parameters.

    Returns:
        `Layout`: deprivation 1 to 5 and age in years, from `parameters.youngest` to `parameters.oldest`, person by
        person.

    Raises:
        ValueError: count below 1 or a negative seed.
    """
    household = _households(count, seed, parameters)
    deprivation = _deprivation(household, _chance(seed, Stream.SETTLING), parameters)
    return Layout(deprivation, _ages(household, _chance(seed, Stream.AGES), parameters))


def generate_ties(
    count: int,
    seed: int,
    deprivation: npt.NDArray[np.uint8],
    age: npt.NDArray[np.floating],
    parameters: NetworkParameters,
) -> Ties:
    """Grow a support network in three layers: household and family, friends, and wider peers.

    Households are cliques, and wider families tie households nearby. Friends are found among neighbours of like age
    and deprivation and far away among people of like age, and friends of friends become friends: a small world (Watts
    and Strogatz, Nature 393:440-442, 1998) with homophily (McPherson, Smith-Lovin and Cook, Annu Rev Sociol
    27:415-444, 2001) and triadic closure (Granovetter, Am J Sociol 78:1360-1380, 1973). Peers share groups (Feld, Am J
    Sociol 86:1015-1035, 1981). Numbers of confidants (about 2 to 3, strength 0.75 or more), of strong ties (about 5,
    0.5 or more) and of all (about 15), and clustering (.14 to .4) follow McPherson et al. 2006 (SO11), Dunbar 2020
    (SO12) and Ugander et al. 2011 (SO13).

    Args:
        count: number of people, at least 1.
        seed: the run's seed, 0 or more.
        deprivation: (people) fifth, 1 to 5.
        age: (people) years.
        parameters: the model's parameters.

    Returns:
        `Ties`; people near in number are near in the network.

    Raises:
        ValueError: count below 1, a negative seed, or deprivation or age of another length or out of range.
    """
    household = _households(count, seed, parameters)
    for name, values in (("deprivation", deprivation), ("age", age)):
        if len(values) != count:
            raise ValueError(f"{name} must be given for each of the {count} people, not for {len(values)}")
    if deprivation.min() < 1 or deprivation.max() > FIFTHS:
        raise ValueError(f"deprivation must be a fifth, 1 to {FIFTHS}")
    if not np.isfinite(age).all():
        raise ValueError("age must be a number of years for everybody")
    sociability = _chance(seed, Stream.SOCIABILITY).standard_gamma(parameters.sociability_shape, count)
    sociability /= parameters.sociability_shape
    layers = [
        *_family(household, _chance(seed, Stream.FAMILY), parameters),
        _friends(deprivation, age, sociability, _chance(seed, Stream.FRIENDS), parameters),
        _peers(sociability, _chance(seed, Stream.PEERS), parameters),
    ]
    source = np.concatenate([pairs.source for pairs in layers])
    target = np.concatenate([pairs.target for pairs in layers])
    strength = np.concatenate([pairs.strength for pairs in layers])
    layer = np.repeat(np.array([pairs.layer for pairs in layers], np.uint8), [len(pairs.source) for pairs in layers])
    del layers, sociability, household
    return ties_from_pairs(count, source, target, strength, layer)


def _chance(seed: int, stream: Stream) -> np.random.Generator:
    return np.random.default_rng([seed, int(stream)])


def _households(count: int, seed: int, parameters: NetworkParameters) -> Whole:
    """Number of the household of each person; members of a household follow one another."""
    if count < 1:
        raise ValueError(f"a population needs at least 1 person, not {count}")
    if seed < 0:
        raise ValueError(f"a seed must be 0 or more, not {seed}")
    weights = np.array(
        [
            parameters.household_of_one,
            parameters.household_of_two,
            parameters.household_of_three,
            parameters.household_of_four,
        ]
    )
    border = np.cumsum(weights / weights.sum())[:-1]
    sizes = 1 + np.searchsorted(border, _chance(seed, Stream.HOUSEHOLDS).random(count), side="right")
    return _runs(sizes, count)


def _runs(sizes: npt.NDArray[np.int64], count: int) -> Whole:
    """Number of the run that each of `count` places falls in, for runs of the given sizes (the last one is cut)."""
    enough = int(np.searchsorted(np.cumsum(sizes), count)) + 1
    return np.repeat(np.arange(enough, dtype=np.int32), sizes[:enough])[:count]


def neighbourhood_count(count: int, parameters: NetworkParameters) -> int:
    """How many neighbourhoods a made-up population of this size has: a multiple of five, one for each fifth."""
    return FIFTHS * max(1, round(count / (FIFTHS * parameters.neighbourhood_people)))


def neighbourhood_fifths(count: int, seed: int, parameters: NetworkParameters) -> npt.NDArray[np.uint8]:
    """Prevailing deprivation fifth of each neighbourhood of a made-up population (neighbourhoods), in their order."""
    return _fifths(count, _chance(seed, Stream.SETTLING), parameters)


def _fifths(count: int, chance: np.random.Generator, parameters: NetworkParameters) -> npt.NDArray[np.uint8]:
    rounds = neighbourhood_count(count, parameters) // FIFTHS  # of five neighbourhoods, one of each fifth
    return chance.permuted(np.tile(np.arange(1, FIFTHS + 1, dtype=np.uint8), (rounds, 1)), axis=1).ravel()


def _deprivation(household: Whole, chance: np.random.Generator, parameters: NetworkParameters) -> npt.NDArray[np.uint8]:
    """Deprivation fifth of each person: the neighbourhood's, except for households that settled anywhere."""
    count, households = len(household), int(household[-1]) + 1
    fifths = _fifths(count, chance, parameters)
    first = np.flatnonzero(np.diff(household, prepend=-1))
    fifth = fifths[first * len(fifths) // count]
    anywhere = np.flatnonzero(chance.random(households) < parameters.neighbourhood_mixed)
    fifth[anywhere] = chance.permutation(fifth[anywhere])
    return fifth[household]


def _ages(household: Whole, chance: np.random.Generator, parameters: Parameters) -> Real:
    """Age in years of each person.

    Families and young people who share are drawn first; singles and couples have the ages that are then still lacking.
    At last everybody keeps the rank by age, and takes the age of that rank in a stationary population.
    """
    count, households = len(household), int(household[-1]) + 1
    size = np.bincount(household)[household]
    first = np.flatnonzero(np.diff(household, prepend=-1))
    member = np.arange(count) - first[household]

    kind = chance.random(households)[household]
    with_children = (size > 2) & (kind < parameters.household_with_children)
    one_parent = (size == 2) & (kind < parameters.household_one_parent)
    other_two = (kind - parameters.household_one_parent) / max(
        1.0 - parameters.household_one_parent, np.finfo(float).tiny
    )
    sharing = (size > 2) & ~with_children | (size == 2) & ~one_parent & (other_two < parameters.household_sharers)
    child = with_children & (member > 1) | one_parent & (member > 0)

    young = parameters.youngest + parameters.child_at_home * chance.standard_exponential(count)
    gap = parameters.parent_age_low + (parameters.parent_age_high - parameters.parent_age_low) * chance.random(
        households
    )
    eldest_child = np.zeros(households)
    np.maximum.at(eldest_child, household[child], young[child])
    parent = (eldest_child + gap)[household]
    sharer = (parameters.youngest + parameters.sharer_years * chance.standard_exponential(households))[household]
    apart = parameters.couple_age_gap * np.where(member > 0, chance.standard_normal(count), 0.0)
    drawn = np.where(child, young, np.where(sharing, sharer, parent) + apart)
    settled = ~(with_children | one_parent | sharing)
    lacking = _lacking_ages(drawn[~settled], chance.random(households), count, parameters)[household]
    drawn = np.where(settled, lacking + apart, drawn)

    rank = np.empty(count)
    rank[np.argsort(drawn, kind="stable")] = np.arange(count)
    return _stationary_age((rank + chance.random(count)) / count, parameters)


def _lacking_ages(given: Real, drawn_values: Real, count: int, parameters: Parameters) -> Real:
    """Ages, one for each throw, from what `given` ages lack to those of a stationary population of `count` people."""
    steps = max(1, round(parameters.oldest - parameters.youngest))
    border = _stationary_age(np.linspace(0.0, 1.0, steps + 1), parameters)  # equally many people in each step
    lacking = np.maximum(count / steps - np.histogram(given, border)[0], 0.0)
    reached = np.concatenate([[0.0], np.cumsum(lacking)])
    ages: Real = np.interp(drawn_values * reached[-1], reached, border)
    return ages


def _stationary_age(share: Real, parameters: Parameters) -> Real:
    """Age below which a given share of a stationary population lives."""
    years = parameters.oldest - parameters.youngest
    if parameters.leaving * years < np.sqrt(np.finfo(float).eps):
        return parameters.youngest + years * share
    staying = np.exp(-parameters.leaving * years)
    ages: Real = np.minimum(
        parameters.youngest - np.log(1.0 - share + share * staying) / parameters.leaving, parameters.oldest
    )
    return ages


def _family(household: Whole, chance: np.random.Generator, parameters: NetworkParameters) -> tuple[Pairs, Pairs]:
    """Ties within households (all), and within wider families across households nearby."""
    people, households = np.arange(len(household), dtype=np.int32), int(household[-1]) + 1
    source, target = _pairs_within(people, household, 1.0, chance)
    lowest, highest = parameters.household_strength_low, parameters.household_strength_high
    home = Pairs(source, target, _strength(len(source), lowest, highest, 1.0, chance), Layer.HOUSEHOLD)

    place = np.arange(households) + parameters.family_reach * chance.random(households)
    sizes = chance.integers(1, int(parameters.family_households), households, endpoint=True)
    family = np.empty(households, np.int32)
    family[np.argsort(place, kind="stable")] = _runs(sizes, households)
    order = np.argsort(family[household], kind="stable").astype(np.int32)
    source, target = _pairs_within(order, family[household[order]], parameters.family_contact, chance)
    apart = household[source] != household[target]
    source, target = source[apart], target[apart]
    lowest, highest = parameters.family_strength_low, parameters.family_strength_high
    strength = _strength(len(source), lowest, highest, parameters.family_strength_lean, chance)
    return home, Pairs(source, target, strength, Layer.HOUSEHOLD)


def _friends(
    deprivation: npt.NDArray[np.uint8],
    age: npt.NDArray[np.floating],
    sociability: Real,
    chance: np.random.Generator,
    parameters: NetworkParameters,
) -> Pairs:
    """Friends: neighbours of like age and deprivation, a few far away, and friends of friends."""
    near = [
        _friends_near(deprivation, age, sociability, chance, parameters) for _ in range(int(parameters.friend_circles))
    ]
    far = _friends_far(age, sociability, chance, parameters)
    source = np.concatenate([pairs[0] for pairs in (*near, far)])
    target = np.concatenate([pairs[1] for pairs in (*near, far)])
    closed = _friends_of_friends(len(age), source, target, parameters.friend_closure, chance)
    source, target = np.concatenate([source, closed[0]]), np.concatenate([target, closed[1]])
    lowest, highest = parameters.friend_strength_low, parameters.friend_strength_high
    strength = _strength(len(source), lowest, highest, parameters.friend_strength_lean, chance)
    return Pairs(source, target, strength, Layer.FRIENDS)


def _friends_near(
    deprivation: npt.NDArray[np.uint8],
    age: npt.NDArray[np.floating],
    sociability: Real,
    chance: np.random.Generator,
    parameters: NetworkParameters,
) -> tuple[Whole, Whole]:
    """Friends in one circle: people who live near form a row by age, and befriend those close by in the row."""
    count = len(age)
    circle = ((np.arange(count) / parameters.friend_circle_people) + chance.random(count)).astype(np.int32)
    blurred = age + parameters.friend_age_noise * chance.standard_normal(count)
    order = np.lexsort((blurred, circle)).astype(np.int32)
    circle, fifth, ease = circle[order], deprivation[order].astype(np.int8), sociability[order]
    likeness = parameters.friend_rate * parameters.friend_other_fifth ** np.arange(FIFTHS)
    found = []
    for step in range(1, min(int(parameters.friend_candidates), count - 1) + 1):
        odds = likeness[np.abs(fifth[step:] - fifth[:-step])] * ease[step:] * ease[:-step]
        odds *= circle[step:] == circle[:-step]
        place = np.flatnonzero(chance.random(count - step) < odds)
        found.append((order[place], order[place + step]))
    return _joined(found)


def _friends_far(
    age: npt.NDArray[np.floating], sociability: Real, chance: np.random.Generator, parameters: NetworkParameters
) -> tuple[Whole, Whole]:
    """Friends anywhere in the population, of like age."""
    one = np.flatnonzero(chance.random(len(age)) < parameters.friend_far * sociability).astype(np.int32)
    blurred = age[one] + parameters.friend_far_age * chance.standard_normal(len(one))
    row = one[np.argsort(blurred, kind="stable")]
    half = len(row) // 2
    return row[: 2 * half : 2], row[1 : 2 * half : 2]


def _friends_of_friends(
    count: int, source: Whole, target: Whole, share: float, chance: np.random.Generator
) -> tuple[Whole, Whole]:
    """Triadic closure: some of the pairs of people who have a friend in common (found through that friend)."""
    same = np.zeros(len(source), np.uint8)
    friends = ties_from_pairs(count, source, target, np.ones(len(source), np.float32), same)
    amount = np.diff(friends.start)
    met = np.flatnonzero(chance.random(len(friends.other)) < share)
    middle = np.searchsorted(friends.start, met, side="right") - 1
    another = friends.start[middle] + (chance.random(len(met)) * amount[middle]).astype(np.int64)
    one, two = friends.other[met], friends.other[another]
    different = one != two
    return one[different], two[different]


def _peers(sociability: Real, chance: np.random.Generator, parameters: NetworkParameters) -> Pairs:
    """Peers: people of the area, and some from afar, meet in groups; members know some of one another."""
    count = len(sociability)
    wish = parameters.group_rate * sociability
    member = np.concatenate([np.flatnonzero(chance.random(count) < wish) for _ in range(2)]).astype(np.int32)
    place = member + parameters.group_reach * chance.random(len(member))
    far = np.flatnonzero(chance.random(len(member)) < parameters.group_far)
    place[far] = (count + parameters.group_reach) * chance.random(len(far))
    member = member[np.argsort(place, kind="stable")]
    smallest = int(parameters.group_smallest)
    largest = max(smallest, int(parameters.group_largest))
    sizes = chance.integers(smallest, largest, len(member) // smallest + 1, endpoint=True)
    source, target = _pairs_within(member, _runs(sizes, len(member)), parameters.group_contact, chance)
    different = source != target
    source, target = source[different], target[different]
    strength = _strength(len(source), parameters.peer_strength_low, parameters.peer_strength_high, 1.0, chance)
    return Pairs(source, target, strength, Layer.PEERS)


def _pairs_within(member: Whole, group: Whole, share: float, chance: np.random.Generator) -> tuple[Whole, Whole]:
    """A share of all pairs of members of the same group; members of a group follow one another."""
    found = []
    for step in range(1, len(member)):
        together = group[step:] == group[:-step]
        place = np.flatnonzero(together)
        if not len(place):
            break
        if share < 1.0:
            place = place[chance.random(len(place)) < share]
        found.append((member[place], member[place + step]))
    return _joined(found)


def _joined(found: list[tuple[Whole, Whole]]) -> tuple[Whole, Whole]:
    nobody = np.empty(0, np.int32)
    return (
        np.concatenate([nobody, *(source for source, _ in found)]),
        np.concatenate([nobody, *(target for _, target in found)]),
    )


def _strength(
    amount: int, lowest: float, highest: float, lean: float, chance: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Strengths between the lowest and the highest; uniform at a lean of 1, mostly strong below, mostly weak above."""
    drawn = chance.random(amount, dtype=np.float32)
    strength: npt.NDArray[np.float32] = np.float32(lowest) + np.float32(highest - lowest) * drawn ** np.float32(lean)
    np.minimum(strength, np.float32(max(lowest, highest)), out=strength)
    return strength
