"""Journeys and jobs that tests and people share: linking, the catalogue of requirements, the browser to use."""
