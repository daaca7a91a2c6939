"""Journeys and jobs that tests and people share: linking, statistics, the catalogue of requirements, the browser."""

__version__ = "0.2.0"
"""The version of the whole project: reports say it."""
