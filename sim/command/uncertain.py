"""The option `--uncertainty`: what the populations of a study differ by, and what a record says of it."""

from collections.abc import Mapping
from typing import Any

import typer

from sim.core.installation import program
from sim.core.results import digest
from sim.errors import UserInputError
from sim.scenario.renamed import UNCERTAINTY, note
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.fitted.ensemble import FILE as ENSEMBLE
from sim.studies.fitted.ensemble import ensemble


def read_uncertainty(word: str) -> Uncertainty:
    """The kind of uncertainty that an option names; earlier names still work, with a note."""
    if word in UNCERTAINTY:
        kind = Uncertainty(UNCERTAINTY[word])
        note("--uncertainty", word, kind.value)
        return kind
    if word not in list(Uncertainty):
        raise typer.BadParameter(f"{word!r} is not one of {', '.join(Uncertainty)}.")
    return Uncertainty(word)


UNCERTAINTY_OPTION: Any = typer.Option(
    parser=read_uncertainty,
    metavar="[stochastic|parameter|both]",
    help="What intervals show: stochastic uncertainty (random numbers vary), parameter uncertainty (parameter sets "
    "vary that the evidence leaves open), or both.",
)


def needs_ensemble(uncertainty: Uncertainty) -> None:
    """Refuse parameter uncertainty where there are no parameter sets.

    Raises:
        UserInputError: there is no ensemble.
    """
    if uncertainty.spread and not ensemble():
        raise UserInputError(
            f"--uncertainty {uncertainty}: this needs an ensemble of parameter sets, and there is none yet. "
            f"Create one with: {program()} fit"
        )


def uncertainty_record(uncertainty: Uncertainty) -> dict[str, object]:
    """What a record says of it: the kind, and the ensemble of parameter sets where it was used."""
    return {"uncertainty": str(uncertainty), **({"ensemble": digest(ENSEMBLE)} if uncertainty.spread else {})}


def recorded_uncertainty(record: Mapping[str, Any]) -> Uncertainty:
    """What a record says.

    Raises:
        UserInputError: the ensemble of parameter sets is another one now.
    """
    uncertainty = Uncertainty(record.get("uncertainty", Uncertainty.STOCHASTIC))
    if uncertainty.spread and record["ensemble"] != digest(ENSEMBLE):
        raise UserInputError(
            "this run used another ensemble of parameter sets than the one that is installed. Install the version that "
            "made it."
        )
    return uncertainty
