"""Exporting the visits list: for a named purpose and recipient, to a file."""
