"""Pure rules: facts, dates and policy in, decisions out. No clock, no input or output."""
