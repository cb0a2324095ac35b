"""The published evidence that the model is judged by, as a table with one row per finding."""

from sim.errors import UnknownEvidence
from sim.evidence.rows import EvidenceRow, evidence_row, evidence_rows

__all__ = ["EvidenceRow", "UnknownEvidence", "evidence_row", "evidence_rows"]
