"""Views: signing in, the pages around the chats, and the chats with the way to VK ID and back."""
