"""The columns of a cohort's panel and of its ties: ONE table, from which data and documented schema are both made.

`sim/people/state.py` describes what a record holds; unit, range and meaning are taken from there. The panel does not
contain marks of single weeks, which are counted since the last wave instead (`sim/studies/cohorts/counts.py`), nor
working notes of the rules (`offered`, `reached`, `this_year`, `first_score`) and what only trials set (`withheld`,
`taper_weeks`).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit

from sim.network.ties import Layer
from sim.outcomes.rates import age_band_words
from sim.people.medication import Medication, medication_of
from sim.people.scores import SCORES
from sim.people.state import INFINITE, NO_TRAUMA, Care, Disorder, Domain, Ending, PersonState, columns
from sim.studies.cohorts.counts import COUNTS
from sim.studies.cohorts.wave import (
    Moment,
    age,
    age_band,
    general,
    listed_for,
    medicine,
    names,
    personal_recovery,
    service,
    since_trauma,
    words,
)

WORD = "word"  # the kind of a column of words; all other kinds are NumPy's
NAME = "name"  # the unit of a column of words that may all differ
STATE = columns(PersonState)
SEXES = ("man", "woman")
CARE_WORDS = tuple(care.name.lower() for care in Care)
ENDING_WORDS = ("", *(ending.name.lower() for ending in Ending if ending != Ending.NONE))
MEDICATION_WORDS = tuple(status.name.lower() for status in Medication)
DOMAINS_ASKED = ("managing my mood", "facing what I fear", "living with what happened", "seeking and using help")
DOMAIN_WORDS = tuple(domain.name.lower() for domain in Domain)
LAYER_WORDS = tuple(layer.name.lower() for layer in Layer)
INSTRUMENTS = {
    "gse": ("GSE", 10, 40, "points", "General Self-Efficacy scale"),
    "phq9": ("PHQ-9", 0, 27, "points", "depression score"),
    "gad7": ("GAD-7", 0, 21, "points", "anxiety score"),
    "pcl5": ("PCL-5", 0, 80, "points", "post-traumatic stress score"),
    "ismi": ("ISMI-like", 1, 4, "mean item score", "internalised stigma"),
}
SCALES = dict(zip(Disorder, ("PHQ-9", "GAD-7", "PCL-5"), strict=True))


class PanelColumn(NamedTuple):
    """One column of the panel: what it holds, and how it is read.

    Attributes:
        name: name of the column.
        kind: NumPy's name of the type, or "word".
        unit: unit.
        low: lowest value that can occur; minus infinity where there is none.
        high: highest value that can occur; infinity where there is none.
        meaning: what it is.
        instrument: the scale with which it is read in practice, or "".
        read: takes the values off a wave (n).
    """

    name: str
    kind: str
    unit: str
    low: float
    high: float
    meaning: str
    instrument: str
    read: Callable[[Moment], Any]


class TieColumn(NamedTuple):
    """One column of the ties; for the parts see `PanelColumn`."""

    name: str
    kind: str
    unit: str
    low: float
    high: float
    meaning: str
    instrument: str = ""


def _kind(of_field: str) -> str:
    """Whole numbers are signed and wide, so that a difference between two waves cannot wrap around."""
    return "float64" if np.dtype(of_field).kind == "f" else "int32"


def _state(field: str, name: str = "", meaning: str = "") -> PanelColumn:
    """A field of the record as it stands; a flag is true or false."""
    column = STATE[field]
    flag = column.unit == "0 or 1"
    return PanelColumn(
        name or field,
        "bool" if flag else _kind(column.kind),
        "true or false" if flag else column.unit,
        column.low,
        column.high,
        meaning or column.meaning,
        column.instrument,
        lambda moment: moment.people[field] == 1 if flag else moment.people[field],
    )


def _by_disorder(field: str, meaning: str) -> list[PanelColumn]:
    """A field that is held for each kind of symptoms, as one column each."""
    column = STATE[field]
    flag = column.unit == "0 or 1"

    def reader(disorder: Disorder) -> Callable[[Moment], Any]:
        if flag:
            return lambda moment: moment.people[field][:, disorder] == 1
        return lambda moment: moment.people[field][:, disorder]

    return [
        PanelColumn(
            f"{field}_{disorder.name.lower()}", "bool" if flag else _kind(column.kind),
            "true or false" if flag else column.unit, column.low, column.high,
            f"{meaning}: {disorder.name.lower().replace('_', ' ')}", "", reader(disorder),
        )
        for disorder in Disorder
    ]  # fmt: skip


def _level(name: str, meaning: str, instrument: str, read: Callable[[Moment], Any]) -> list[PanelColumn]:
    """A state on the logit scale, as a level of 0 to 1 and, with `_logit`, as it stands in the record."""
    return [
        PanelColumn(name, "float64", "level", 0.0, 1.0, meaning, instrument, lambda moment: expit(read(moment))),
        PanelColumn(
            f"{name}_logit", "float64", "logit", -INFINITE, INFINITE,
            f"{meaning}, logit of the level: the state itself", instrument, read,
        ),
    ]  # fmt: skip


def _self_efficacy() -> list[PanelColumn]:
    def reader(domain: Domain) -> Callable[[Moment], Any]:
        return lambda moment: moment.people["self_efficacy"][:, domain]

    made = _level("self_efficacy", "general self-efficacy: the mean over domains on the logit scale", "GSE", general)
    for domain, meaning in zip(Domain, DOMAINS_ASKED, strict=True):
        made += _level(f"self_efficacy_{domain.name.lower()}", f"self-efficacy: {meaning}", "", reader(domain))
    return made


def _ability() -> list[PanelColumn]:
    def reader(domain: Domain) -> Callable[[Moment], Any]:
        return lambda moment: moment.people["ability"][:, domain]

    made = _level(
        "ability", "what one can in fact do: the mean over domains on the logit scale", "",
        lambda moment: moment.people["ability"].mean(axis=1),
    )  # fmt: skip
    for domain, meaning in zip(Domain, DOMAINS_ASKED, strict=True):
        made += _level(f"ability_{domain.name.lower()}", f"what one can in fact do: {meaning}", "", reader(domain))
    return made


def _severity() -> list[PanelColumn]:
    def reader(disorder: Disorder) -> Callable[[Moment], Any]:
        return lambda moment: moment.people["severity"][:, disorder]

    made = []
    for disorder in Disorder:
        name = disorder.name.lower()
        made += _level(f"severity_{name}", f"severity of {name.replace('_', ' ')}", SCALES[disorder], reader(disorder))
    return made


def _score(name: str) -> PanelColumn:
    instrument, low, high, unit, meaning = INSTRUMENTS[name]
    place = SCORES.index(name)
    return PanelColumn(
        name, "float64" if name == "ismi" else "int32", unit, low, high, f"{meaning}, with measurement error",
        instrument, lambda moment: moment.scores[:, place],
    )  # fmt: skip


def _counts() -> list[PanelColumn]:
    def reader(name: str) -> Callable[[Moment], Any]:
        return lambda moment: moment.counted[name]

    since = "since the last wave, or since entering; 0 at wave 0"
    return [
        PanelColumn(
            count.name, "int32", f"{count.unit} since the last wave", 0, INFINITE, f"{count.meaning}, {since}", "",
            reader(count.name),
        )
        for count in COUNTS
    ]  # fmt: skip


def _words_of(meaning: str, of: tuple[str, ...]) -> str:
    return f"{meaning}: {', '.join(of)}"


NONE = float("nan")  # words have no range; where they are always the same, the meaning names them

PANEL: tuple[PanelColumn, ...] = (
    # who and when
    PanelColumn(
        "person", "int64", "id", 0, INFINITE,
        "the person, a number for life; never used again when somebody is replaced by a newcomer", "",
        lambda moment: moment.people["id"],
    ),
    PanelColumn(
        "place", "int32", "place", 0, INFINITE,
        "place in the network, from 0; it stays, and is inherited by the newcomer who replaces a person", "",
        lambda moment: np.arange(len(moment.people)),
    ),
    PanelColumn(
        "label", WORD, NAME, NONE, NONE, "name of the place in your own network; empty in a generated one", "",
        lambda moment: names(moment.labels, np.arange(len(moment.people))),
    ),
    PanelColumn(
        "wave", "int32", "wave", 0, INFINITE, "number of the wave; 0 is before the first week", "",
        lambda moment: np.full(len(moment.people), moment.wave),
    ),
    PanelColumn(
        "week", "int32", "week", 0, INFINITE, "week of the wave; the state is that at its end", "",
        lambda moment: np.full(len(moment.people), moment.week),
    ),
    PanelColumn("age", "float64", "years", 0, INFINITE, "age; a year has 52 weeks", "", age),
    PanelColumn(
        "age_band", WORD, "words", NONE, NONE, _words_of("age band, years", age_band_words()), "", age_band
    ),
    PanelColumn(
        "sex", WORD, "words", NONE, NONE, _words_of("sex", SEXES), "", lambda moment: words(moment.people["sex"], SEXES)
    ),
    _state("deprivation"),
    _state("connectedness"),
    _state("family"),
    _state("neighbourhood"),
    _state("vulnerability"),
    _state("sociability"),
    _state("attitude_baseline"),
    *_level(
        "self_efficacy_set_point", "general self-efficacy that the person returns to", "",
        lambda moment: moment.people["self_efficacy_set_point"],
    ),
    *_level(
        "ability_set_point", "ability that the person returns to without practice", "",
        lambda moment: moment.people["ability_set_point"],
    ),
    *_by_disorder("set_point", "severity (logit) that the disorder returns to"),
    # scores
    *(_score(name) for name in INSTRUMENTS),
    # belief
    *_self_efficacy(),
    *_level(
        "self_efficacy_drift", "slow ups and downs of the self-efficacy that the person returns to", "",
        lambda moment: moment.people["self_efficacy_drift"],
    ),
    *_ability(),
    _state("persuaded"),
    _state("coached"),
    *map(_state, ("outcome_expectation", "helplessness", "self_esteem", "resilience", "hope", "empowerment")),
    PanelColumn(
        "personal_recovery", "float64", "level", 0.0, 1.0, "mean of hope, empowerment and general self-efficacy", "",
        personal_recovery,
    ),
    # mind and body
    *_severity(),
    *_by_disorder("entrenchment", "how far the disorder has become a habit"),
    *map(_state, ("rumination", "avoidance", "acceptance", "health_behaviour", "reframing", "activation", "facing")),
    *map(_state, ("relief", "responsiveness", "therapist")),
    *map(_state, ("burden", "burden_set_point", "acute_stress", "trauma_memory", "strain")),
    # among others
    *map(_state, ("public_stigma", "perceived_stigma", "self_stigma", "support_emotional", "support_instrumental")),
    PanelColumn(
        "support", "float64", "level", 0.0, 1.0, "perceived support: mean of emotional and instrumental", "",
        lambda moment: (moment.people["support_emotional"] + moment.people["support_instrumental"]) / 2.0,
    ),
    _state("remembered_distress"),
    _state("disclosed"),
    # goals
    PanelColumn(
        "goal_domain", WORD, "words", NONE, NONE, _words_of("domain of this week's goal", DOMAIN_WORDS), "",
        lambda moment: words(moment.people["domain"], DOMAIN_WORDS),
    ),
    *map(_state, ("goal_difficulty", "recent_successes")),
    # diagnosis
    *_by_disorder("in_episode", "in an episode"),
    *_by_disorder("episodes", "episodes so far"),
    *_by_disorder("episode_weeks", "weeks since the present or last episode began (0 before the first)"),
    *_by_disorder("ill_run", "weeks in a row severe enough for a diagnosis (255: or more)"),
    *_by_disorder("well_run", "weeks in a row well below a diagnosis (255: or more)"),
    # what happened
    _state("traumas", "traumas_so_far"),
    PanelColumn(
        "weeks_since_trauma", "float64", "weeks", 0, NO_TRAUMA - 1, "weeks since the last trauma; missing: none", "",
        since_trauma,
    ),
    # care
    _state("need_recognised"),
    PanelColumn(
        "care", WORD, "words", NONE, NONE, _words_of("where the person stands with care", CARE_WORDS), "",
        lambda moment: words(moment.people["care"], CARE_WORDS),
    ),
    PanelColumn(
        "therapy", WORD, "words", NONE, NONE, "intervention received in treatment, by name; empty: not in treatment",
        "", lambda moment: words(moment.people["therapy"], moment.interventions),
    ),
    PanelColumn(
        "service", WORD, "words", NONE, NONE, "service that gives it, by name; empty: not in treatment", "", service
    ),
    PanelColumn(
        "listed_for", WORD, "words", NONE, NONE,
        "the only service waited for, by name; empty: any that suits, or not waiting", "", listed_for,
    ),
    _state("session", "sessions_this_course", "sessions truly attended in the present or last course"),
    _state("absences", "sessions_missed_this_course", "sessions missed in the present or last course"),
    _state("intensity", "", "dose of the present or last course against its standard (stepping)"),
    _state("weeks_waiting", "", "weeks waited for the present or last course"),
    _state("weeks_in_care", "", "weeks since the present contact with primary care began (0: none)"),
    PanelColumn(
        "course_ending", WORD, "words", NONE, NONE,
        _words_of("why the last course ended; empty: none has, or one is under way", ENDING_WORDS[1:]), "",
        lambda moment: words(moment.people["ending"], ENDING_WORDS),
    ),
    PanelColumn(
        "medication", WORD, "words", NONE, NONE,
        "medication taken now or last, by name: antidepressant, or the intervention whose course gave it; empty: never",
        "", medicine,
    ),
    PanelColumn(
        "medication_status", WORD, "words", NONE, NONE,
        _words_of("where the person stands with medication", MEDICATION_WORDS), "",
        lambda moment: words(medication_of(moment.people), MEDICATION_WORDS),
    ),
    PanelColumn(
        "medication_dose", "float64", "share", 0.0, 1.0, "share of the full dose taken; less than 1 while tapered", "",
        lambda moment: np.where(moment.people["medication_weeks"] > 0, 1.0 - moment.people["tapered"], 0.0),
    ),
    _state("medication_weeks"),
    _state("treatments"),
    # since the last wave
    *_counts(),
)  # fmt: skip

INHERITED = "AT WEEK 0; a newcomer inherits place and ties"

TIES: tuple[TieColumn, ...] = (
    TieColumn("source_place", "int32", "place", 0, INFINITE, "one place; join with `place` of the panel at any wave"),
    TieColumn(
        "target_place", "int32", "place", 0, INFINITE,
        "the other place, the higher number: each tie stands once, and goes both ways",
    ),
    TieColumn("source", "int64", "id", 0, INFINITE, f"person in the one place {INHERITED}"),
    TieColumn("target", "int64", "id", 0, INFINITE, f"person in the other place {INHERITED}"),
    TieColumn("layer", WORD, "words", NONE, NONE, _words_of("layer of the network", LAYER_WORDS)),
    TieColumn("strength", "float32", "level", 0.0, 1.0, "strength of the tie"),
    TieColumn("source_label", WORD, NAME, NONE, NONE, "name of the one place in your own network, or empty"),
    TieColumn("target_label", WORD, NAME, NONE, NONE, "name of the other place in your own network, or empty"),
)  # fmt: skip


def wave_table(moment: Moment) -> pd.DataFrame:
    """One wave: a row a person, in the order of places, and the columns of `PANEL`."""
    return pd.DataFrame({column.name: _values(column, moment) for column in PANEL}, copy=False)


def _values(column: PanelColumn, moment: Moment) -> Any:
    values = column.read(moment)
    return values if column.kind == WORD else np.asarray(values).astype(column.kind)  # a copy: records go on changing
