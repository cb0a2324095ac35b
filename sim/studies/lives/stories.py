"""Lives with a story, found among everybody who lived the same weeks under two policies.

Only people who were there in every week of both runs are looked at, so that both histories are whole. Nothing here asks
whether a policy works: single lives are chosen because something happened in them.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from sim.network.ties import Layer, Ties
from sim.people.state import Care
from sim.studies.lives.divergence import Divergences, Reason
from sim.studies.lives.ego_network import layer_between
from sim.studies.lives.instruments import Instrument
from sim.studies.lives.state_series import StateSeries

SPELL = 13  # weeks: a quarter of a year, long enough not to be a passing mood
NOTABLE = 0.2  # of the cut-off, in the mean of a spell: 2 points of the PHQ-9, which a person would feel
SOONER = 4  # weeks
CLOSE = (Layer.HOUSEHOLD, Layer.FRIENDS)
FIRST_ILL = 2  # of the bands of illness: from here on ill

type Weeks = npt.NDArray[np.float64]


class Story(StrEnum):
    """What a reader can choose a life by."""

    SOONER = "sooner"  # treatment began sooner with the policy, and it helped
    FRIEND = "friend"  # the policy came over a tie to a friend or the family, and it helped
    MISSED = "missed"  # worse with the policy
    FELL_BACK = "fell_back"  # well again, and then ill again, under one policy or both


class Pair:
    """Everybody under two policies, as the finders of stories see it.

    Args:
        one: everybody's states under the first policy, a column per place.
        other: under the second.
        parted: where histories diverge.
        ties: the network.
        instruments: by which better and worse are judged.
    """

    def __init__(
        self, one: StateSeries, other: StateSeries, parted: Divergences, ties: Ties, instruments: Sequence[Instrument]
    ) -> None:
        self.series = (one, other)
        self.parted = parted
        self.ties = ties
        same = (one.ids == one.ids[0]).all(axis=0) & (other.ids == one.ids[0]).all(axis=0)
        self.places = np.flatnonzero(same)
        self.people = one.ids[0]
        self.case = np.array([instrument.case for instrument in instruments])
        self._gain = np.stack(
            [
                (one.states[name].astype(np.float64) - other.states[name]) / instrument.case
                for instrument in instruments
                for name in [instrument.state]
            ]
        )

    @property
    def watched(self) -> int:
        """How many people were there in every week of both runs."""
        return len(self.places)

    def helped(self) -> Weeks:
        """The best spell with the policy against without it, in cut-offs, by place."""
        return _spells(self._gain).max(axis=(0, 1))

    def harmed(self) -> Weeks:
        """The worst spell with the policy against without it, in cut-offs, by place."""
        return _spells(-self._gain).max(axis=(0, 1))

    def better(self) -> npt.NDArray[np.bool_]:
        """Whether the policy did somebody notable good and no notable harm, by place."""
        return (self.helped() >= NOTABLE) & (self.harmed() < NOTABLE) & (self.gain() > 0.0)

    def worse(self) -> npt.NDArray[np.bool_]:
        """Whether the policy did somebody notable harm and no notable good, by place."""
        return (self.harmed() >= NOTABLE) & (self.helped() < NOTABLE) & (self.gain() < 0.0)

    def gain(self) -> Weeks:
        """Mean over all weeks and instruments, in cut-offs, above 0: better with the policy, by place."""
        return self._gain.mean(axis=(0, 1))

    def began(self, policy: int) -> npt.NDArray[np.int64]:
        """The week in which treatment first began; a week after the end where it never did. By place."""
        treated = self.series[policy].states["care"] == Care.IN_TREATMENT
        began: npt.NDArray[np.int64] = np.where(treated.any(axis=0), treated.argmax(axis=0), len(treated))
        return began

    def by_ties(self) -> npt.NDArray[np.bool_]:
        """Whether the first difference came over a tie, by place."""
        known = self.parted.by_person
        return np.array([who in known and known[who].reason == Reason.TIES for who in self.people.tolist()])

    def by_close_ties(self) -> npt.NDArray[np.bool_]:
        """Whether the first difference came over a tie to a friend or the family, by place."""
        size = len(self.people)
        found = np.zeros(size, np.bool_)
        for place in np.flatnonzero(self.by_ties()).tolist():
            through = self.parted.by_person[int(self.people[place])].through
            found[place] = layer_between(self.ties, place, through % size) in CLOSE
        return found

    def fell_back(self, policy: int) -> npt.NDArray[np.bool_]:
        """Whether somebody became well and then ill again, by place."""
        ill = self.series[policy].states["illness"] >= FIRST_ILL
        begins, ends = ill[1:] & ~ill[:-1], ~ill[1:] & ill[:-1]
        was_over = np.logical_or.accumulate(ends, axis=0)
        back: npt.NDArray[np.bool_] = (begins & was_over).any(axis=0)
        return back

    def chosen(self, which: npt.NDArray[np.bool_], *order: npt.NDArray[np.generic]) -> list[int]:
        """Ids of people who were there throughout, the largest of the first order first, then of the next."""
        places = self.places[which[self.places]]
        keys = [-one[places].astype(np.float64) for one in reversed(order)]
        found: list[int] = self.people[places[np.lexsort([places, *keys])]].tolist()
        return found


def _spells(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Means of all spells (instruments, spells, people)."""
    length = min(SPELL, values.shape[1])
    added = np.cumsum(np.pad(values, ((0, 0), (1, 0), (0, 0))), axis=1)
    means: npt.NDArray[np.float64] = (added[:, length:] - added[:, :-length]) / length
    return means


def got_help_sooner(pair: Pair) -> list[int]:
    """People whose treatment began at least four weeks sooner with the policy, or only with it, and whom it helped."""
    gained = pair.began(0) - pair.began(1)
    return pair.chosen((gained >= SOONER) & pair.better(), pair.helped())


def helped_by_a_friend(pair: Pair) -> list[int]:
    """People whom the policy first reached over a tie to a friend or the family, and who were better with it."""
    return pair.chosen(pair.by_close_ties() & pair.better(), pair.helped())


def missed_out(pair: Pair) -> list[int]:
    """People who were worse with the policy; first those whose treatment began later with it, or never."""
    later = pair.began(1) > pair.began(0)
    return pair.chosen(pair.worse(), later, pair.harmed())


def fell_back(pair: Pair) -> list[int]:
    """People who were well again and fell ill again; first those who did so under one policy only."""
    without, with_policy = pair.fell_back(0), pair.fell_back(1)
    return pair.chosen(without | with_policy, without ^ with_policy, np.abs(pair.gain()))


FINDERS = {
    Story.SOONER: got_help_sooner,
    Story.FRIEND: helped_by_a_friend,
    Story.MISSED: missed_out,
    Story.FELL_BACK: fell_back,
}


def stories(pair: Pair) -> dict[Story, list[int]]:
    """Who has each story, the clearest first; an empty list where nobody has."""
    return {story: find(pair) for story, find in FINDERS.items()}
