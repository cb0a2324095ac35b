"""The option `--price-year`: in the prices of which year costs are reported."""

from typing import Any

import typer
from pydantic import ValidationError

from sim.errors import UserInputError
from sim.scenario.scenario import Scenario
from sim.scenario.tables import EconomySpec

PRICE_YEAR_OPTION: Any = typer.Option(
    min=1900,
    max=2200,
    help="Report costs in the prices of this year; by default the baseline's own (report_year, else price_year).",
)


def in_prices_of(year: int | None, scenarios: list[Scenario]) -> list[Scenario]:
    """Scenarios with their costs reported in the prices of a year; as they are where none is asked for.

    Args:
        year: what the option says.
        scenarios: valued alike.

    Raises:
        UserInputError: no index knows the prices of that year.
    """
    if year is None:
        return scenarios
    return [one.model_copy(update={"economy": _restated(year, one)}) for one in scenarios]


def _restated(year: int, scenario: Scenario) -> EconomySpec:
    economy = scenario.economy
    try:
        return EconomySpec(
            **{**{name: getattr(economy, name) for name in EconomySpec.model_fields}, "report_year": year}
        )
    except ValidationError:
        known = ", ".join(map(str, economy.known_years or [economy.price_year]))
        raise UserInputError(
            f"--price-year {year}: expected one of {known}. The costs of {scenario.name} are in "
            f"{economy.currency or 'no currency'} of {economy.price_year}; add the year to [economy.price_index.years] "
            "of the baseline, or choose another."
        ) from None
