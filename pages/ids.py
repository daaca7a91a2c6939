"""IDs as screens write them."""

import re


def with_id(number: int) -> re.Pattern[str]:
    """Finds «ID 757», and not the beginning of «ID 7570»."""
    return re.compile(rf"\bID {number}\b")
