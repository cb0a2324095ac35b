"""The tables of the page, read from what is shipped with the model, and filters on them."""

from collections.abc import Mapping
from functools import cache

import pandas as pd

from sim.dashboard.judged import Judged
from sim.evidence.rows import EvidenceRow, evidence_rows
from sim.reference.parameter_tables import LEARNED, all_numbers, fitted_cells, read_table
from sim.report.pages.evidence import EvidenceLine, between, number
from sim.scenario.load import load_scenario
from sim.studies.fitted.priors import free_parameters

ANY = "any"
VERDICTS = {ANY: "agreeing or not", "yes": "agreeing", "no": "not agreeing"}


def topics() -> dict[str, str]:
    """Topics of the evidence, name to words."""
    names = sorted({row.topic for row in evidence_rows().values()})
    return {ANY: "all topics"} | {name: name.replace("_", " ") for name in names}


def holds(words: str, *texts: str) -> bool:
    """Whether all the words searched for occur in these texts together."""
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


def chosen_lines(judged: Judged, topic: str, verdict: str, words: str) -> list[EvidenceLine]:
    """The rows that match the filters."""
    rows = evidence_rows()
    return [
        line
        for line in judged.lines
        if topic in (ANY, rows[line.id].topic)
        and (verdict == ANY or line.agrees == (verdict == "yes"))
        and holds(words, line.id, line.quantity, line.source, line.carried_by, line.measured)
    ]


def line_table(chosen: list[EvidenceLine]) -> pd.DataFrame:
    """Rows of the evidence for readers."""
    return pd.DataFrame(
        [
            {
                "Row": line.id,
                "Agrees": "yes" if line.agrees else "NO",
                "Quantity": line.quantity,
                "Published": line.published,
                "Band of agreement": line.band,
                "Simulated": line.simulated,
                "95 % interval": line.interval,
                "How it was measured": line.measured,
                "Source": f"{line.source} ({line.confidence})",
                "Carried by": line.carried_by,
                "Circular (the figure set)": line.circular,
            }
            for line in chosen
        ]
    )


def context_table(topic: str, words: str) -> pd.DataFrame:
    """Rows of the evidence that inform costs and bounds and are not judged."""
    return pd.DataFrame(
        [
            {
                "Row": row.id,
                "Quantity": row.quantity,
                "Published": number(row.value),
                "Range given": between(*_ends(row)),
                "Unit": row.unit,
                "Source": f"{row.source} ({row.confidence})",
            }
            for row in evidence_rows("context").values()
            if topic in (ANY, row.topic) and holds(words, row.id, row.quantity, row.source)
        ]
    )


def _ends(row: EvidenceRow) -> tuple[float, float]:
    missing = float("nan")
    return (missing if row.low is None else row.low, missing if row.high is None else row.high)


@cache
def parameters() -> pd.DataFrame:
    """Every model parameter: what it is, its value and bounds, and the evidence for it."""
    learned: Mapping[str, dict[str, str]] = {row["parameter"]: row for row in read_table(LEARNED)}
    priors = {one.name: one for one in free_parameters()}
    rows = []
    for one in all_numbers(load_scenario("baseline")):
        _, fitted, interval, far = fitted_cells(priors.get(one.name), learned.get(one.name))
        rows.append(
            {
                "Parameter": one.name,
                "Step of the week": one.step,
                "Meaning": one.meaning,
                "Value": f"{one.value:g}",
                "Unit": one.unit,
                "Bounds": f"{one.low:g} to {one.high:g}",
                "Based on": one.evidence,
                "Fitted (90 % interval)": f"{fitted} ({interval})" if interval else fitted,
                "Learned": far,
            }
        )
    return pd.DataFrame(rows)


def chosen_parameters(step: str, words: str) -> pd.DataFrame:
    """The parameters that match the filters."""
    table = parameters()
    here = table["Step of the week"].eq(step) if step != ANY else pd.Series(True, table.index)
    found = [holds(words, *map(str, row)) for row in table.itertuples(index=False)]
    return table[here & pd.Series(found, table.index)]


def steps() -> dict[str, str]:
    """Steps of the week, for the filter."""
    return {ANY: "all steps"} | {name: name for name in dict.fromkeys(parameters()["Step of the week"])}
