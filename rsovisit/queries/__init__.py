"""Reading: one question, one SELECT or a few, frozen rows back. Nothing here writes."""
