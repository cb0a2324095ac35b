"""Readings: what real services, campaigns and disasters publish, read off a run in the same way.

case (a run beside the baseline's, and the registry), services, campaigns and disasters.
"""

from sim.studies.readings import campaigns, disasters, services
from sim.studies.readings.case import MEASURES, POOLED, Case, Found

__all__ = ["MEASURES", "POOLED", "Case", "Found", "campaigns", "disasters", "services"]
