"""The report of a comparison: words, a terminal table, figures and one self-contained HTML page."""
