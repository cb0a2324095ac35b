"""The points at which a life turned, in words: a headline, captions, and what each history shows at that moment."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from sim.network.ties import Layer
from sim.people.state import Care
from sim.report.words.life import reason_words
from sim.report.words.quantities import listed, number_words
from sim.report.words.sources import cause_label
from sim.studies.lives.divergence import Divergence, Reason
from sim.studies.lives.instruments import Instrument
from sim.studies.lives.life import Life, seen_apart
from sim.studies.lives.turning import Kind, Turning

SMALLEST = 0.5  # points; a smaller difference of the mean is called none


class Phrases(NamedTuple):
    """An event in words."""

    title: str  # of its caption
    past: str  # within a sentence, after she or he
    bare: str  # after "did not"
    short: str  # at a mark


PHRASES = {
    Kind.TREATMENT: Phrases("A place in treatment", "got a place in treatment", "get a place", "gets a place"),
    Kind.RECOVERS: Phrases("Well again", "was well again ({what} was over)", "become well", "well again"),
    Kind.FALLS_BACK: Phrases(
        "Ill again", "fell ill again, with {what}", "fall ill again", "falls ill again"
    ),
    Kind.FALLS_ILL: Phrases("Falls ill", "fell ill with {what}", "fall ill with {what}", "falls ill"),
    Kind.DROPS_OUT: Phrases("Drops out", "dropped out of treatment", "drop out of treatment", "drops out"),
    Kind.COMPLETES: Phrases(
        "Completes the course", "completed the course of treatment", "complete a course", "completes course"
    ),
    Kind.TRAUMA: Phrases("A trauma", "lived through a trauma", "live through a trauma", "trauma"),
    Kind.WAITS: Phrases(
        "On the waiting list", "joined the waiting list", "join the waiting list", "joins waiting list"
    ),
    Kind.MEDICATION: Phrases("Medication", "started medication", "start medication", "starts medication"),
    Kind.ADVISED: Phrases(
        "Advice, and no course", "had one contact with advice only", "have such a contact", "is advised, sent on"
    ),
    Kind.NEED: Phrases("Feels a need for help", "began to feel a need for help", "feel such a need", "feels need"),
    Kind.DOCTOR: Phrases("Seeks help", "went to the family doctor", "go to the family doctor", "sees family doctor"),
    Kind.DISCLOSES: Phrases("Tells others", "told others about it", "tell others", "tells others"),
    Kind.ENTERS: Phrases("Enters adult life", "entered adult life", "enter adult life", "enters adult life"),
    Kind.BAD_SPELL: Phrases(
        "A bad spell", "had a bad spell without an event", "have a bad spell then", "bad spell"
    ),
}  # fmt: skip
STANDING = {
    Care.WAITING: "on the waiting list",
    Care.IN_TREATMENT: "in treatment",
    Care.COMPLETED: "course completed",
    Care.DROPPED_OUT: "dropped out earlier",
    Care.ADVISED: "sent on after one contact",
    Care.PRIMARY: "with the family doctor",
}


class Who(NamedTuple):
    """A person in words."""

    person: int
    woman: bool
    residents: int  # in the population: larger numbers came later

    @property
    def she(self) -> str:
        """The pronoun within a sentence."""
        return "she" if self.woman else "he"

    @property
    def her(self) -> str:
        """The possessive within a sentence."""
        return "her" if self.woman else "his"

    @property
    def him(self) -> str:
        """The pronoun as an object."""
        return "her" if self.woman else "him"

    @property
    def name(self) -> str:
        """The person within a sentence, with who that is where the number alone would puzzle."""
        return person_name(self.person, self.residents)


LAYER_WORDS = {
    Layer.HOUSEHOLD: "somebody of the family",
    Layer.FRIENDS: "a friend",
    Layer.PEERS: "somebody at work or in the community",
}


def came_words(path: Sequence[Divergence], who: Who, layer: Layer | None, titles: Mapping[str, str]) -> str:
    """How the policy came to a person, as a clause.

    Args:
        path: as from `Divergences.path`; empty: it never came.
        who: the person.
        layer: of the tie over which it came; None: none.
        titles: of programmes and services, by name.
    """
    if not path:
        return "the two lives never part"
    first = path[0]
    named = listed([titles.get(name, name.replace("_", " ")) for name in first.names])
    if first.reason == Reason.TIES:
        through = LAYER_WORDS[layer] if layer is not None else "somebody close"
        return f"the policy reached {who.him} through {through} ({person_name(first.through, who.residents)})"
    if first.reason == Reason.PROGRAMME:
        return f"a programme reached {who.him} under one policy only, {named}"
    if first.reason == Reason.SERVICE:
        return f"{who.her} care began to differ, in {named or 'contacts with the family doctor'}"
    if first.reason == Reason.EVENT:
        return f"something happened to {who.him} under one policy only"
    return "the two lives began to differ"


def way_sentences(
    path: Sequence[Divergence], layers: Sequence[Layer | None], seen: int, residents: int, titles: Mapping[str, str]
) -> list[str]:
    """How a change travelled from person to person, a sentence per step, in order of time.

    Args:
        path: as from `Divergences.path`.
        layers: of the tie over which each step came; None: none.
        seen: the first week in which something can be seen to differ; 0: never.
        residents: people in the population.
        titles: of programmes and services, by name.
    """
    if not path:
        return ["No change came to this person: both lives are exactly the same."]
    found = []
    for one, layer in zip(reversed(path), reversed(layers), strict=True):
        name = person_name(one.person, residents)
        if one.reason == Reason.TIES:
            through = LAYER_WORDS[layer] if layer is not None else "somebody close"
            words = f"the change reaches {name}, through {through}: person {one.through}"
        else:
            words = reason_words(one, name, titles)
        found.append(f"Week {one.week}: {words}.")
    return [*found, seen_sentence(seen)]


def seen_sentence(seen: int) -> str:
    """When the first difference can be seen.

    Args:
        seen: the first week in which an event or a whole point of a score differs; 0: never.
    """
    if seen:
        return f"Week {seen}: the first difference that one could see, an event or a whole point of a score."
    return "No event and no whole point of any score ever differs: what changed stayed too small to be seen."


class Caption(NamedTuple):
    """A turning point to read."""

    week: int
    title: str
    text: str
    lanes: tuple[str, ...]  # what each history shows then, in a few words


def person_name(person: int, residents: int) -> str:
    """A person by number; newcomers have numbers above those of the first week, and it is said why.

    Args:
        person: the id.
        residents: people in the population.
    """
    newcomer = ", who took the place of somebody who left" if person >= residents else ""
    return f"person {person}{newcomer}"


def upper(words: str) -> str:
    """The words with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def _phrase(words: str, what: str) -> str:
    return words.format(what=what or "the illness")


def weeks_words(count: int) -> str:
    """A number of weeks in words."""
    return "1 week" if count == 1 else f"{count} weeks"


def event_sentence(point: Turning, who: Who, names: Sequence[str]) -> str:
    """What happened, under which policy and when.

    Args:
        point: not the one where the histories part.
        who: the person.
        names: how each policy is called within a sentence, such as "with the policy".
    """
    words = PHRASES[point.kind]
    past, bare = _phrase(words.past, point.what), _phrase(words.bare, point.what)
    if len(point.weeks) == 1:
        return f"{upper(who.she)} {past}."
    if not point.differs:
        return f"{upper(who.she)} {past}, in both lives."
    first, second = sorted(range(2), key=lambda at: (point.weeks[at] == 0, point.weeks[at]))
    later = point.weeks[second]
    if not later:
        return f"{upper(names[first])} {who.she} {past}; {names[second]} {who.she} did not {bare} in these two years."
    gap = weeks_words(later - point.weeks[first])
    return f"{upper(names[first])} {who.she} {past} now; {names[second]} only in week {later}, {gap} later."


def score_sentence(lives: Sequence[Life], week: int, instrument: Instrument, names: Sequence[str]) -> str:
    """The score of that week under each policy."""
    scores = [_score(life, week, instrument) for life in lives]
    name = f"{upper(instrument.measures)} score ({instrument.name}) in that week"
    if len(set(scores)) == 1:
        return f"{name}: {scores[0]} points{'' if len(scores) == 1 else ' in both lives'}."
    return f"{name}: {scores[0]} points {names[0]}, {scores[1]} {names[1]}."


def _score(life: Life, week: int, instrument: Instrument) -> int:
    return round(float(life.weeks[instrument.column].loc[week]))


def lane_words(point: Turning, at: int, care: Care, ill: bool) -> str:
    """What one history shows at a turning point, in a few words.

    Args:
        point: the turning point.
        at: which history.
        care: its status in care then.
        ill: whether the person is ill in it then.
    """
    if point.kind not in (Kind.PARTS, Kind.BELIEF) and point.weeks[at] == point.week:
        return PHRASES[point.kind].short
    standing = STANDING.get(care, "")
    if point.kind == Kind.TREATMENT and care == Care.WAITING:
        return "still on the waiting list"
    return standing or ("ill, not in care" if ill else "well, not in care")


def belief_sentence(life: Life, week: int, who: Who) -> str:
    """How far self-efficacy moved in a week, and by what most."""
    change = float(life.in_points()["change"].loc[week])
    cause, _ = life.main_causes(week, 1)[0]
    label = cause_label(cause)
    return (
        f"{upper(who.her)} self-efficacy {'rose' if change > 0.0 else 'fell'} by {number_words(abs(change), 1)} points "
        f"(GSE) in this week, mostly by: {label[:1].lower()}{label[1:]}."
    )


def mean_after(life: Life, week: int, instrument: Instrument) -> float:
    """The mean score from a week to the end."""
    weeks = life.weeks
    return float(weeks.loc[weeks.index >= week, instrument.column].mean())


def headline(
    point: Turning | None,
    lives: Sequence[Life],
    who: Who,
    instrument: Instrument,
    names: Sequence[str],
    came: str,
) -> str:
    """What turned this life, and what was different from then on.

    Args:
        point: the turn; None: there was none.
        lives: of the person, under one policy or two.
        who: the person.
        instrument: that fits the person.
        names: how each policy is called within a sentence.
        came: how the policy came to the person, a clause; for the point where the histories part.
    """
    if point is None:
        return "Nothing of note happened in these two years."
    alike = "" if len(lives) == 1 or seen_apart(*lives) else "The policy changes nothing that one could see here. "
    turned, after = _turned(point, lives, who, names, came), _after(point, lives, who, instrument, names)
    return f"{alike}In week {point.week} {turned} {after}"


def _turned(point: Turning, lives: Sequence[Life], who: Who, names: Sequence[str], came: str) -> str:
    if point.kind == Kind.PARTS:
        return f"{came},"
    if point.kind == Kind.BELIEF:
        change = float(lives[-1].in_points()["change"].loc[point.week])
        return f"{who.her} self-efficacy {'rose' if change > 0.0 else 'fell'} more than in any other week,"
    past = _phrase(PHRASES[point.kind].past, point.what)
    if len(point.weeks) == 1:
        return f"{who.she} {past},"
    if not point.differs:
        return f"{who.she} {past}, in both lives,"
    first, second = sorted(range(2), key=lambda at: (point.weeks[at] == 0, point.weeks[at]))
    if not point.weeks[second]:
        return f"{who.she} {past} {names[first]}, and never {names[second]},"
    gap = weeks_words(point.weeks[second] - point.weeks[first])
    if first == 0:
        return f"{who.she} {past} {names[0]}, {gap} sooner than {names[1]},"
    return f"{who.she} {past}, {gap} sooner than {names[0]},"


def _after(point: Turning, lives: Sequence[Life], who: Who, instrument: Instrument, names: Sequence[str]) -> str:
    means = [mean_after(life, point.week, instrument) for life in lives]
    score = f"{who.her} {instrument.measures} score ({instrument.name})"
    if len(means) == 1:
        return f"and from then on {score} was {number_words(means[0], 1)} points on average."
    gain = means[0] - means[1]
    if abs(gain) < SMALLEST:
        same = f"{number_words(means[1], 1)} points on average"
        return f"and from then on {score} was nearly the same in both lives: {same}."
    word = "lower" if gain > 0.0 else "higher"
    return (
        f"and from then on {score} was {number_words(abs(gain), 1)} points {word} than {names[0]}: "
        f"{number_words(means[1], 1)} instead of {number_words(means[0], 1)} on average."
    )


def captions(
    points: Sequence[Turning],
    lives: Sequence[Life],
    who: Who,
    instrument: Instrument,
    names: Sequence[str],
    came: str,
    seen: int,
    standing: Sequence[pd.DataFrame],
) -> list[Caption]:
    """A caption per turning point, in order of time.

    Args:
        points: as from `turning_points`.
        lives: of the person, under one policy or two.
        who: the person.
        instrument: that fits the person.
        names: how each policy is called within a sentence.
        came: how the policy came to the person, a clause.
        seen: the first week in which something can be seen to differ.
        standing: `care` and `ill` by week, for each life.
    """
    found = []
    for point in points:
        title = "The two lives part" if point.kind == Kind.PARTS else "Self-efficacy moves"
        if point.kind == Kind.PARTS:
            later = f" What changed can first be seen in week {seen}." if seen > point.week else ""
            text = f"{upper(came)}. Until here both lives were exactly the same.{later}"
        elif point.kind == Kind.BELIEF:
            text = belief_sentence(lives[-1], point.week, who)
        else:
            title, text = PHRASES[point.kind].title, event_sentence(point, who, names)
        said = tuple(
            lane_words(point, at, Care(int(rows["care"].loc[point.week])), bool(rows["ill"].loc[point.week]))
            for at, rows in enumerate(standing)
        )
        scores = score_sentence(lives, point.week, instrument, names)
        found.append(Caption(point.week, title, f"{text} {scores}", said))
    return found
