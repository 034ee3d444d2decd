"""Warnings: what is late or soon due, who must act now, and what was decided."""
