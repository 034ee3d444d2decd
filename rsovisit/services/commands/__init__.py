"""Everything a person or the scheduler can ask to be done, as frozen plain data."""

from rsovisit.services.commands.command import Command

__all__ = ["Command"]
