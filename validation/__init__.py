"""Validates a vendor's journal: the command, the catalogue of checks, the checks, and the verdict."""
