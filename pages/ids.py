"""IDs as screens write them."""

import re


def match_id(number: int) -> re.Pattern[str]:
    """Returns a pattern that finds «ID 757», but not the beginning of «ID 7570»."""
    return re.compile(rf"\bID {number}\b")
