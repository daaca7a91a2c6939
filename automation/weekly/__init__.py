"""One folder in which an administrator's weeks gather: reports, findings, letters and the history of the numbers."""
