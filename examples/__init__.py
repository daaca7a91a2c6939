"""Two e-journals that link with Sferum through VK ID, written as their vendors would write them."""
