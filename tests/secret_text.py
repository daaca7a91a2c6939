"""A secret as requests carry it."""

import base64

SECRET = "hunter-two"
ADDRESS = f"https://journal.example/cb?code={SECRET}&state={SECRET}&lang=ru"


def in_base64(text: str) -> str:
    """Returns the text in base64."""
    return base64.b64encode(text.encode()).decode()
