"""Networks of real people: ties with their strengths as they were given, and what is known of the people."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.network.known import UNKNOWN_SEX, KnownTies, usable_ages
from sim.network.record import NetworkRecord, Source
from sim.network.ties import ties_from_pairs
from sim.parameters import Parameters
from sim.parameters.network import NetworkParameters


@dataclass
class TieTable:
    """A network as it was read, before strengths are scaled and repeated ties merged.

    Attributes:
        source: where it comes from.
        labels: name of each person (n).
        one: one person of each tie (m).
        other: the other person (m).
        strength: as given, 0 or more; NaN where none was given (m).
        stated: which strengths are the file's own; None: all that there are. A format may have a default (m).
        layer: see `sim.network.ties.Layer` (m).
        strength_from: the column or attribute of the strengths.
        age: years, NaN where not known (n); None where nobody's is.
        sex: 0 man, 1 woman, `UNKNOWN_SEX` (n); None where nobody's is.
        ignored_of_people: attributes of people that are not used.
    """

    source: Source
    labels: list[str]
    one: npt.NDArray[np.int32]
    other: npt.NDArray[np.int32]
    strength: npt.NDArray[np.float64]
    layer: npt.NDArray[np.uint8]
    strength_from: str = ""
    stated: npt.NDArray[np.bool_] | None = None
    age: npt.NDArray[np.float64] | None = None
    sex: npt.NDArray[np.int8] | None = None
    ignored_of_people: list[str] = field(default_factory=list)


class ObservedTies(KnownTies):
    """Ties of real people, with what is known of them, and `record`: what was read and what was ignored."""

    record: NetworkRecord


def observed_ties(table: TieTable, parameters: NetworkParameters) -> ObservedTies:
    """Ties out of a network as it was read, by one rule for all ties of the network.

    If any strength is above 1, all are divided by the largest; 0 means no tie. A tie without a strength gets the middle
    strength of its layer where strengths are on the model's scale, 0 to 1, and the middle (median) of those given where
    they are on a scale of their own. Ties with oneself are dropped, and of several ties between the same two people the
    strongest is kept.

    Args:
        table: what was read.
        parameters: the model's parameters (strengths of the layers, ages that there can be).
    """
    strength, given = table.strength.copy(), ~np.isnan(table.strength)
    remarks, doubts = list(table.source.remarks), list(table.source.doubts)
    largest = np.nanmax(strength, initial=0.0)
    missing = int(np.count_nonzero(~given))
    if largest > 1.0:
        if missing:
            middle = float(np.median(strength[given & (strength > 0.0)]))
            strength[~given] = middle
            doubts.append(f"{_ties(missing)} without a strength got the middle of those given, {middle:g}")
        strength /= largest
        remarks.append(f"strengths divided by the largest, {largest:g}")
    elif missing:
        strength[~given] = _middle_strengths(parameters)[table.layer[~given]]
        if missing < len(strength):
            said = f"{_ties(missing)} without a strength got the middle strength of the layer"
            (doubts if table.source.file else remarks).append(said)
    oneself = table.one == table.other
    remarks += [f"{_ties(n)} with oneself dropped"] if (n := int(np.count_nonzero(oneself))) else []
    none = ~oneself & (strength == 0.0)
    remarks += [f"{_ties(n)} of strength 0 dropped"] if (n := int(np.count_nonzero(none))) else []
    lasting = ~oneself & ~none
    stated = (given if table.stated is None else table.stated)[lasting]
    one, other = table.one[lasting], table.other[lasting]
    people = len(table.labels)
    ties = ties_from_pairs(
        people,
        one,
        other,
        np.maximum(strength[lasting], float(np.finfo(np.float32).tiny)).astype(np.float32),
        table.layer[lasting],
    )
    count = len(ties.other) // 2
    again = len(one) - count
    remarks += [f"{_ties(again)} that occur again merged, the strongest kept"] if again else []
    known_ages, known_sexes = _ages(table, parameters, doubts), table.sex
    made = ObservedTies(*ties)
    made.labels = () if _only_numbers(table.labels) else tuple(table.labels)
    made.age, made.sex = table.age, table.sex
    made.record = NetworkRecord(
        file=table.source.file,
        form=table.source.form,
        people=people,
        ties=count,
        strengths=_pairs(people, one[stated], other[stated]) if again else int(np.count_nonzero(stated)),
        strength_from=table.strength_from,
        ages=known_ages,
        sexes=0 if known_sexes is None else int(np.count_nonzero(known_sexes != UNKNOWN_SEX)),
        ignored=tuple(table.source.ignored),
        ignored_of_people=tuple(table.ignored_of_people),
        remarks=tuple(remarks),
        doubts=tuple(doubts),
    )
    return made


def _ages(table: TieTable, parameters: NetworkParameters, doubts: list[str]) -> int:
    """How many ages are used; those of people who cannot live in the model are in doubt."""
    if table.age is None:
        return 0
    bounds = parameters if isinstance(parameters, Parameters) else Parameters()
    given, used = int(np.count_nonzero(~np.isnan(table.age))), int(np.count_nonzero(usable_ages(table.age, bounds)))
    if given > used:
        doubts.append(
            f"{given - used} of {given} ages not used, being outside {bounds.youngest:g} to {bounds.oldest:g}"
        )
    return used


def _pairs(people: int, one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> int:
    """How many different pairs of people there are."""
    pair = np.minimum(one, other).astype(np.int64) * people + np.maximum(one, other)
    return len(np.unique(pair))


def _only_numbers(labels: list[str]) -> bool:
    """Whether names say nothing: the numbers from 0 in their order."""
    return all(label == str(number) for number, label in enumerate(labels))


def _ties(amount: int) -> str:
    return f"{amount:,} {'tie' if amount == 1 else 'ties'}"


def _middle_strengths(parameters: NetworkParameters) -> npt.NDArray[np.float64]:
    """The middle of each layer's strengths."""
    household = parameters.family_strength_low + parameters.household_strength_high
    friends = parameters.friend_strength_low + parameters.friend_strength_high
    peers = parameters.peer_strength_low + parameters.peer_strength_high
    return np.array([household, friends, peers]) / 2.0
