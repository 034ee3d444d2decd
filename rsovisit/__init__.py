"""RSO Visits: schedules home visits to registered sex offenders; none is forgotten."""

__version__ = "0.1.0"
