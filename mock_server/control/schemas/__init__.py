"""The bodies, paths and answers of the control API, one module per subject."""
