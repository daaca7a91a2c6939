"""The base of what the rules refuse."""


class RuleError(Exception):
    """A rule of the sandbox, of VK ID or of Sferum refuses a request."""
