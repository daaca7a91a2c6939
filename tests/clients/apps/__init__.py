"""Small applications that sign people in with VK ID through another team's client."""
