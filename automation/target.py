"""The deployment a journey walks through."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """Where the sites are, as origins such as `http://127.0.0.1:5001`; `name` is for reports."""

    name: str
    journal: str
    vk_id: str
    messenger: str
    sferum: str
