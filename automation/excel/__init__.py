"""Excel workbooks of other people and programs: read tolerantly and within bounds, written so that they stay text."""
