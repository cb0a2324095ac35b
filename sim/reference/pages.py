"""The paper trail: pages of `docs/` whose generated blocks say what the code says."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sim.reference.analysis_tables import ablation_table, deciding_table
from sim.reference.api_page import api_reference
from sim.reference.card_pages import all_cards, intervention_table, measurement_facts
from sim.reference.fit_tables import (
    calibration_table,
    circular_rows,
    ensemble_facts,
    evidence_table,
    learned_table,
    plan_table,
    prior_table,
    revealed_table,
    row_list,
    row_table,
    truth_table,
    validation_table,
)
from sim.reference.markdown import filled
from sim.reference.out_of_sample_tables import error_table, given_table, value_table
from sim.reference.parameter_tables import fitted_parameter_table, health_value_table, parameter_counts
from sim.reference.policy_tables import deprecation_table, gone_table, key_table
from sim.reference.state_tables import (
    route_table,
    state_table,
    step_table,
    switch_table,
    switched_off_table,
    visible_state_table,
)
from sim.reference.trial_tables import trial_key_table
from sim.reference.version_tables import then_and_now

COMMAND = "uv run docs/generate.py"
PAGES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "ODD.md": {
        "person": state_table,
        "visible state": visible_state_table,
        "routes": route_table,
        "steps": step_table,
        "switches": switch_table,
        "switched off": switched_off_table,
    },
    "INTERVENTIONS.md": {"table": intervention_table, "measured": measurement_facts, "cards": all_cards},
    "FIT.md": {
        "evidence": evidence_table,
        "circular": circular_rows,
        "check rows": lambda: row_list("check"),
        "priors": prior_table,
        "plan": plan_table,
        "learned": learned_table,
        "rows": row_table,
        "ensemble": ensemble_facts,
        "truth": truth_table,
        "calibration": calibration_table,
        "ablation": ablation_table,
        "deciding": deciding_table,
        "validation": validation_table,
        "revealed": revealed_table,
    },
    "OUT_OF_SAMPLE.md": {"given": given_table, "predicted": value_table, "errors": error_table},
    "API.md": {"names": api_reference},
    "CHANGES_0_2.md": {"then and now": then_and_now},
    "researchers.md": {"trial keys": trial_key_table},
    "api_policy.md": {"deprecations": deprecation_table, "gone": gone_table, "keys": key_table},
    "PARAMETERS.md": {
        "counts": parameter_counts,
        "parameters": fitted_parameter_table,
        "health values": health_value_table,
    },
}


def pages(folder: Path) -> dict[Path, str]:
    """All pages as they should be.

    Args:
        folder: where they stand; what is written by hand is taken from there.

    Returns:
        The text of each page by path.
    """
    made = {}
    for name, blocks in PAGES.items():
        path = folder / name
        made[path] = filled(path.read_text(encoding="utf-8"), {block: write() for block, write in blocks.items()}, name)
    return made


def stale(folder: Path) -> list[str]:
    """Names of the pages that do not say what the code says."""
    return [path.name for path, text in pages(folder).items() if path.read_text(encoding="utf-8") != text]
