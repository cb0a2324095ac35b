"""What columns and attributes are called in other people's networks: people, strengths, layers, ages, sexes."""

import re
import unicodedata
from collections.abc import Sequence

FROM_TO = (
    ("source", "target"), ("from", "to"), ("src", "dst"), ("src", "dest"), ("src", "tgt"), ("ego", "alter"),
    ("quelle", "ziel"), ("von", "nach"), ("sender", "receiver"), ("sender", "recipient"), ("follower", "followee"),
    ("follower", "following"), ("start", "target"), ("head", "tail"), ("tail", "head"), ("caller", "callee"),
    ("parent", "child"),
)  # fmt: skip
WHO = {
    "actor", "ego", "id", "individual", "member", "name", "node", "participant", "person", "pupil", "respondent",
    "student", "user", "userid",
}  # fmt: skip
WHOM = {
    "alter", "contact", "friend", "neighbor", "neighbour", "nominee", "partner", "peer",
}  # fmt: skip
NUMBERED = (("1", "2"), ("a", "b"), ("i", "j"), ("0", "1"), ("x", "y"))  # node1 and node2, person_a and person_b
FILLERS = re.compile(r"node|vertex|person|user|actor|label|name|key|id")  # FromNodeId is "from"

STRENGTHS = (
    "strength", "weight", "tiestrength", "tieweight", "edgestrength", "edgeweight", "gewicht", "starke", "staerke",
    "poids", "peso", "wt", "w",
)  # fmt: skip
"""Names that say a strength, the clearest first."""
VAGUE_STRENGTHS = ("value", "wert")
"""Names that often say a strength: read as one where no clearer name is there and the values look like one."""
LAYERS = ("layer",)
AGES = ("age", "ageyears", "ageinyears", "alter", "edad")
SEXES = ("sex", "gender", "geschlecht")
LABELS = ("label", "name")
OF_PEOPLE = {*AGES, *SEXES, *LABELS, "id"} - WHOM  # "alter" is an age in German, and whom one names elsewhere
WOMAN = {
    "f", "female", "woman", "women", "w", "weiblich", "frau", "femme", "feminine", "mujer",
}  # fmt: skip
MAN = {
    "m", "male", "man", "men", "mannlich", "maennlich", "mann", "homme", "masculine", "hombre",
}  # fmt: skip
OTHERS = {
    "type", "timeset", "time", "timestamp", "date", "datetime", "year", "sign", "since", "kind", "relation",
    "edgeid", "created",
}  # fmt: skip


def plain(name: object) -> str:
    """A name without capitals, accents, blanks and signs: "Tie_Strength" is "tiestrength"."""
    bare = unicodedata.normalize("NFKD", str(name)).casefold()
    return "".join(letter for letter in bare if letter.isalnum())


def people_columns(header: Sequence[str]) -> tuple[int, int] | None:
    """The two columns of people that a header names; None where it names none.

    Args:
        header: the cells of a first line.
    """
    names = [plain(cell) for cell in header]
    cores = [FILLERS.sub("", name) or name for name in names]
    for asked in (names, cores):
        for one, other in FROM_TO:
            if one in asked and other in asked:
                return asked.index(one), asked.index(other)
    for place, name in enumerate(names[:-1]):
        if name in WHO and (names[place + 1] in WHOM or cores[place + 1] in WHOM):
            return place, place + 1
    for place, name in enumerate(names[:-1]):
        for ends in NUMBERED:
            stem, end = name[:-1], name[-1:]
            if len(stem) > 1 and end == ends[0] and names[place + 1] == stem + ends[1]:
                return place, place + 1
    return None


def strength_column(names: Sequence[str]) -> tuple[int, bool] | None:
    """The column of strengths, and whether its name is clear; None where none is named.

    Args:
        names: of the columns, as `plain` gives them.
    """
    for known, clear in ((STRENGTHS, True), (VAGUE_STRENGTHS, False)):
        for name in known:
            if name in names:
                return names.index(name), clear
    return None


def is_known(name: str) -> bool:
    """Whether a plain name is one that headers use, and people do not have."""
    return name in (*STRENGTHS, *VAGUE_STRENGTHS, *LAYERS) or name in OTHERS
