"""What a run's resources cost, and what its people's health is worth, week by week and per person of the population.

Values are means, or draws of uncertain ones: a price may be one number or an array of samples, and everything made of
it then has one more axis, of samples, in front.
"""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from sim.outcomes.health import DISORDER_GRADES, NORM_STARTS, UTILITY_CLASSES
from sim.parameters.quantity import FREE, Quantity
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.scenario import Scenario
from sim.scenario.tables import StaffSpec

type Array = npt.NDArray[np.float64]
type Prices = Mapping[str, Array]  # by name: one number (), or samples (s)
type Reader = Callable[[str, Quantity], Array]
type Resources = Mapping[str, Array]

CATEGORIES = ("services", "programmes", "primary care and medication")
NORMS = [(sex, start) for sex in ("men", "women") for start in NORM_STARTS]  # in the order of the classes of health
SYMPTOMS = ("minor", "mild", "moderate", "severe")
GRADES = ("mild", "moderate", "severe")


def best_estimate(_name: str, quantity: Quantity) -> Array:
    """A quantity's mean, for a base case without uncertainty."""
    return np.asarray(quantity.mean)


def price_quantities(scenario: Scenario) -> dict[str, Quantity]:
    """All uncertain prices of a scenario, by name."""
    quantities = {"visit": scenario.economy.visit, "medication week": scenario.economy.medication_week}
    used = {service.intervention for service in scenario.services.values()}
    used |= {programme.intervention for programme in scenario.programmes.values()}
    for name in sorted(used):
        cost = scenario.interventions[name].cost
        for kind in type(cost).model_fields:
            quantities[f"{name}: {kind}"] = getattr(cost, kind)
    return quantities


def norm_quantities(scenario: Scenario) -> dict[str, Quantity]:
    """The norms of quality of life, by name, in the order of the classes of health."""
    utilities = scenario.economy.utilities
    return {f"norm: {sex} from {start}": getattr(utilities, f"norm_{sex}_{start}") for sex, start in NORMS}


def decrement_quantities(scenario: Scenario) -> dict[str, Quantity]:
    """What is taken off the norms, by name, in the order of the classes of health; nothing is for the well."""
    utilities = scenario.economy.utilities
    named = {f"decrement: {grade} symptoms": getattr(utilities, f"decrement_{grade}") for grade in SYMPTOMS}
    return {"decrement: none": FREE, **named, "decrement: scar": utilities.scar}


def utility_quantities(scenario: Scenario) -> dict[str, Quantity]:
    """All that quality of life is made of, by name, in the order of the classes of health."""
    return norm_quantities(scenario) | decrement_quantities(scenario)


def disability_quantities(scenario: Scenario) -> dict[str, Quantity]:
    """All disability weights, by name."""
    weights = scenario.economy.disability
    return {
        f"disability: {kind}, {grade}": getattr(weights, f"{kind}_{grade}")
        for kind in ("depression", "anxiety")
        for grade in GRADES
    }


def unit_prices(scenario: Scenario, reader: Reader = best_estimate) -> dict[str, Array]:
    """Prices by name, each its mean or as the reader draws it, in the prices of the year that is reported."""
    economy = scenario.economy
    rise = economy.inflation(economy.price_year, economy.money_year)
    return {name: reader(name, quantity) * rise for name, quantity in price_quantities(scenario).items()}


def costs_by_item(scenario: Scenario, resources: Resources, prices: Prices) -> dict[tuple[str, str], Array]:
    """Weekly costs per person of the population, item by item.

    Args:
        scenario: whose services and programmes were used.
        resources: what was used each week per person, as from a run (weeks).
        prices: by name, as from `unit_prices` (() or samples).

    Returns:
        Category and item (the name of a service or programme, visits, medication) to costs (weeks, or samples by
        weeks), undiscounted, in the scenario's currency.
    """

    def cost(name: str, amount: Array) -> Array:
        return np.multiply.outer(prices[name], amount)

    services, programmes, primary = CATEGORIES
    items: dict[tuple[str, str], Array] = {}
    for name, service in scenario.services.items():
        of_sessions = cost(f"{service.intervention}: session", resources[f"sessions:{name}"])
        items[services, name] = of_sessions + cost(f"{service.intervention}: start", resources[f"courses:{name}"])
    for name, programme in scenario.programmes.items():
        of_people = cost(f"{programme.intervention}: person_week", resources[f"reached:{name}"])
        of_heads = cost(f"{programme.intervention}: head_week", resources[f"heads:{name}"])
        items[programmes, name] = of_people + of_heads
    items[primary, "visits"] = cost("visit", resources["visits"])
    items[primary, "medication"] = cost("medication week", resources["medication_weeks"])
    return items


def costs_by_category(scenario: Scenario, resources: Resources, prices: Prices) -> dict[str, Array]:
    """Weekly costs per person of the population, by category; arguments and shapes as for `costs_by_item`."""
    items = costs_by_item(scenario, resources, prices)
    nothing = np.zeros_like(items[CATEGORIES[-1], "visits"])
    return {name: sum((cost for (kind, _), cost in items.items() if kind == name), nothing) for name in CATEGORIES}


def life_years(scenario: Scenario, health: Array, reader: Reader = best_estimate) -> Array:
    """Quality-adjusted life years lived each week, per person of the population.

    Args:
        scenario: whose utilities count.
        health: share of people in each class, as from a run (weeks by classes).
        reader: means, or draws.

    Returns:
        Undiscounted (weeks, or samples by weeks).
    """
    norms = [reader(name, quantity) for name, quantity in norm_quantities(scenario).items()]
    taken = [-reader(name, quantity) for name, quantity in decrement_quantities(scenario).items()]
    worth = np.stack([*norms, *taken], axis=-1)
    return np.asarray(worth @ health[:, :UTILITY_CLASSES].T / WEEKS_PER_YEAR)


def disability_years(scenario: Scenario, health: Array, reader: Reader = best_estimate) -> Array:
    """Years lived with disability each week, per person of the population; arguments and shape as for `life_years`."""
    weights = [reader(name, quantity) for name, quantity in disability_quantities(scenario).items()]
    none = np.zeros_like(weights[0])
    depression = np.stack([none, *weights[:3]], axis=-1)
    anxiety = np.stack([none, *weights[3:]], axis=-1)
    both = 1.0 - (1.0 - depression[..., :, None]) * (1.0 - anxiety[..., None, :])
    lost = both.reshape(*both.shape[:-2], DISORDER_GRADES * DISORDER_GRADES)
    return np.asarray(lost @ health[:, UTILITY_CLASSES:].T / WEEKS_PER_YEAR)


def staff_posts(scenario: Scenario, resources: Resources) -> Array:
    """Full-time posts at work each week, per person of the population (weeks): hours worked by those of a post."""
    usual = StaffSpec(hours_per_100k=0.0).hours_per_post
    posts = np.zeros_like(resources["visits"])
    for name, service in scenario.services.items():
        hours = scenario.interventions[service.intervention].staff_hours * resources[f"sessions:{name}"]
        posts = posts + hours / (scenario.staff[service.staff].hours_per_post if service.staff else usual)
    for name, programme in scenario.programmes.items():
        hours = scenario.interventions[programme.intervention].staff_hours * resources[f"reached:{name}"]
        posts = posts + hours / usual
    return np.asarray(posts)
