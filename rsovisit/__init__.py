"""RSO Visits: schedules home visits to registered sex offenders and makes sure none is forgotten."""

__version__ = "0.1.0"
