"""The bodies, paths and answers of the control API, a module per subject."""
