"""Edge lists: lines, columns, strengths, ties."""
