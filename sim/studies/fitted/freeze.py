"""The freeze of a fit: a small file that says which numbers and rules are final, and opens the rows of role `check`.

A row that is looked at while numbers can still change is no test of them. So rows `check` are sealed: nothing measures
them on the model until `frozen.toml` is there and names the rules and the default numbers that are in use. It holds
four lines: date (of the freeze), version (of the model), rules (fingerprint of its rules) and defaults (fingerprint of
its default numbers). Rules that were rewritten without changing any result are the same rules here (`results_of`).
`freeze_of_today` writes them; the message of a mismatch shows the present ones.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from sim.core.fingerprint import results_of, rule_fingerprint
from sim.core.strict import Strict
from sim.errors import SealedRows
from sim.evidence.rows import evidence_rows
from sim.parameters import Parameters
from sim.scenario.load import load_scenario
from sim.scenario.values import value_paths

FILE = Path(__file__).parent / "frozen.toml"
MEASURED_IN = ("baseline", "talking_therapies", "national_campaign")  # scenarios
INSTEAD = "Until a fit is frozen, only rows of role fit are measured (--rows fit)."


class Frozen(Strict):
    """What a freeze says."""

    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    version: Annotated[str, Field(min_length=1)]
    rules: Annotated[str, Field(min_length=1)]
    defaults: Annotated[str, Field(min_length=1)]


@cache
def defaults_fingerprint() -> str:
    """A hash of all numbers that a fit may move: default parameters, and all that the scenarios hold in which rows are
    measured (doses, dropouts, costs, thresholds of services).
    """
    numbers = {"parameters": Parameters().model_dump()}
    numbers |= {name: dict(value_paths(load_scenario(name))) for name in MEASURED_IN}
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:16]


def freeze_of_today(date: str, version: str) -> str:
    """The text of a file that freezes the numbers in use.

    Args:
        date: of today, such as 2027-01-31.
        version: of the model.
    """
    rules = results_of(rule_fingerprint())
    frozen = Frozen(date=date, version=version, rules=rules, defaults=defaults_fingerprint())
    return "".join(f'{name} = "{words}"\n' for name, words in frozen.model_dump().items())


def why_sealed(file: Path = FILE) -> str:
    """Why rows of role `check` may not be measured, a sentence; empty where a freeze of the present numbers opens them.

    Args:
        file: of the freeze.
    """
    try:
        frozen = Frozen(**tomllib.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return f"no fit is frozen yet ({file.name} in sim/studies/fitted does not exist)."
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        return f"{file} cannot be read as TOML ({problem})."
    except (ValidationError, TypeError):
        return f"{file} does not say what it should: date (such as 2027-01-31), version, rules and defaults."
    for name, there, here in (
        ("rules", results_of(frozen.rules), results_of(rule_fingerprint())),
        ("defaults", frozen.defaults, defaults_fingerprint()),
    ):
        if there != here:
            return (
                f"the fit that was frozen on {frozen.date} (version {frozen.version}) has other {name} "
                f"({there}) than the model in use ({here})."
            )
    return ""


def sealed(rows: Iterable[str]) -> list[str]:
    """Which of these rows may not be measured now."""
    check = [row for row in rows if row in evidence_rows("check")]
    return check if check and why_sealed(FILE) else []


def refuse_sealed(rows: Iterable[str]) -> None:
    """See to it that no sealed row is measured.

    Raises:
        SealedRows: one of them is of role `check`, and no freeze opens it.
    """
    if held := sealed(rows):
        named = f"{held[0]} is" if len(held) == 1 else f"{held[0]} and {len(held) - 1} more rows are"
        raise SealedRows(f"{named} of role check, and sealed: {why_sealed(FILE)} {INSTEAD}")
