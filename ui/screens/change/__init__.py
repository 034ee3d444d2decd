"""Reporting a significant change heard of outside a visit."""
