"""Journeys and jobs that tests and people share: linking, statistics, the catalogue of requirements, the browser."""
