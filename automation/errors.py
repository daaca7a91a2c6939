"""The base of what goes wrong in journeys and jobs."""


class AutomationError(Exception):
    """A journey or a job cannot go on; the message says why."""
