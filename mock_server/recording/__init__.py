"""The record of requests, and what is redacted in it."""
