"""What the suite costs, as ratios measured in one run: `make bench`."""
