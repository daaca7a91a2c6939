"""What a run of pytest leaves behind: evidence of failures, all of it masked, and a page by requirement (`page`)."""
