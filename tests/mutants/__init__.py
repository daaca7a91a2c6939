"""Mutation testing: small changes of a room's code, each of which a test must notice."""
