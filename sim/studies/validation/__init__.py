"""Comparing the model with the evidence: validation, and ablation of its mechanisms."""
