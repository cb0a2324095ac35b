"""Policies compared with a baseline on common random numbers."""
