"""Giving cases to an officer."""
