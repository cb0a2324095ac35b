"""The report of a comparison: words, figures and pages."""
