"""The instrument: hears, ranks, and hands over loops in time. Never needs torch."""

from importlib.metadata import version

__version__ = version("barwise")
