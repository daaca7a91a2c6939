"""How a run of pytest begins, is ordered and ends: plugins without fixtures."""
