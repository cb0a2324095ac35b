"""A question as the tail of an address, and back: links that can be shared hold all of it."""

import base64
import binascii
import json
import zlib
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

from pydantic import ValidationError

from sim.scenario.load import nearest
from sim.studies.explore.presets import first_question, presets
from sim.studies.explore.question import Question
from sim.studies.explore.shipped import shipped_names
from sim.versions import version

LONGEST = 20_000  # characters of an address, and of what it unpacks to


class Opened(NamedTuple):
    """What a link asks, and what its reader must know of it."""

    question: Question
    notice: str  # "" where all is well


def tail_of(question: Question) -> str:
    """The part of the address behind the question mark: the whole state, the seed, and the model's version."""
    text = question.model_dump_json(exclude_defaults=True)
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    return urlencode({"model": version(), "seed": question.seed, "state": packed})


def opened(tail: str | None) -> Opened:
    """What the tail of an address asks. One that cannot be read gives the first page and says so.

    Args:
        tail: as from `tail_of`, or `scenario=NAME` for a scenario that comes with the model.
    """
    if not tail:
        return Opened(first_question(), "")
    try:
        found = {name: values[0] for name, values in parse_qs(tail[:LONGEST]).items()}
        if "scenario" in found:
            return _named(found["scenario"])
        if "state" not in found:
            return Opened(first_question(), "")
        packed = found["state"].encode()
        raw = zlib.decompressobj().decompress(base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4)), LONGEST)
        question = Question.model_validate_json(raw, strict=False)
    except (ValueError, ValidationError, binascii.Error, zlib.error, json.JSONDecodeError):
        return Opened(
            Question(),
            "This link cannot be read: it is damaged, or of a model with other levers. Here is care as it is.",
        )
    made_with = found.get("model", "unknown")
    if made_with != version():
        return Opened(
            question,
            f"This link was made with version {made_with} of the model; this is version {version()}. "
            "Its figures may differ from those that were shared.",
        )
    return Opened(question, "")


def _named(name: str) -> Opened:
    if name in presets():
        return Opened(Question(policy=presets()[name]), "")
    return Opened(
        Question(), f"No scenario is called {name!r}.{nearest(name, list(shipped_names()))} Here is care as it is."
    )
