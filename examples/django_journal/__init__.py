"""The e-journal of «Гимназия №7»: Django, linked with Sferum through VK ID's OAuth 2.1."""
