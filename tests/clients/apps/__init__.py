"""Small applications that sign people in with VK ID by a client of somebody else's."""
