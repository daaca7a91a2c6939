"""What VK ID and Sferum do, with no HTTP in it: each rule is a function over a database session."""
