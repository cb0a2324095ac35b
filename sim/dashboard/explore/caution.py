"""Results that should surprise a reader explain themselves: worse than nothing, or resting on a finding that fails."""

from sim.dashboard.explore.answering import POLICY
from sim.dashboard.judged import validation
from sim.report.words.answer import WAIT, rows_of
from sim.report.words.outcome_rows import AVERTED
from sim.scenario.load import BASELINE
from sim.studies.comparison.comparison import Comparison
from sim.studies.explore.levers import levers
from sim.studies.explore.question import Question
from sim.studies.explore.shipped import shipped
from sim.studies.interventions.card import rows_of as evidence_of
from sim.studies.interventions.trials import own_trials


def cautions(comparison: Comparison, shown: Question) -> list[str]:
    """At most one sentence of each kind; none where nothing is surprising.

    Args:
        comparison: baseline and policy.
        shown: what was asked.
    """
    return [said for said in (worse_than_nothing(comparison), far_from_evidence(shown)) if said]


def worse_than_nothing(comparison: Comparison) -> str:
    """Why a policy brings more illness than none; "" where it does not."""
    rows = rows_of(comparison, POLICY)
    if rows[AVERTED].verdict != "worse":
        return ""
    reason = "the Why page splits it by lever and by mechanism"
    if rows[WAIT].verdict == "worse":
        reason = "people wait longer for treatment, so some of those who would have been treated are not"
    return f"Surprising: there is more illness than with no policy at all; {reason}."


def far_from_evidence(shown: Question) -> str:
    """A published finding on a moved lever that the model does not meet; "" where all are met."""
    failing = {
        line.id: sentence
        for judged in validation()
        for line, sentence in zip([one for one in judged.lines if not one.agrees], judged.failing, strict=True)
    }
    for name in shown.policy.settings:
        lever = levers()[name]
        given = lever.first.intervention
        spec = shipped(lever.source).interventions[given]
        stock = shipped(BASELINE).interventions.get(given)
        for row in evidence_of(spec, own_trials().get(given) if stock is not None else None):
            if row.id in failing:
                return f"Careful with {lever.title}: {failing[row.id].split('. It depends')[0]}."
    return ""
