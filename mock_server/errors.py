"""The base of the errors for which a sandbox cannot start or go on."""


class SandboxError(Exception):
    """The sandbox cannot start or go on; the message says in Russian why and what to do, in one line per mistake."""
