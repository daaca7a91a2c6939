"""Whether the journal and VK ID are two sites, and what to write to have two."""

import pytest

from automation.target import TargetFile
from validation.sites import describe_one_site


@pytest.mark.parametrize(
    ("journal", "vk_id", "advice"),
    [
        ("http://127.0.0.1:8011", "http://127.0.0.1:5002", "http://localhost:8011"),
        ("http://localhost:8011", "http://localhost:5002", "http://127.0.0.1:8011"),
        ("http://localhost:8011", "http://127.0.0.1:5002", None),
        ("http://diary.school.test", "http://127.0.0.1:5002", None),
        ("https://127.0.0.1:8443", "http://127.0.0.1:5002", None),
        ("http://diary.school.test", "http://vk.school.test:5002", "http://localhost"),
    ],
)
def test_one_site_is_named_with_advice(journal: str, vk_id: str, advice: str | None) -> None:
    note = describe_one_site(TargetFile(journal=journal), vk_id)
    assert (f'journal = "{advice}"' in note) if note else advice is None


def test_bridge_has_sites_of_its_own() -> None:
    assert describe_one_site(TargetFile(journal="http://127.0.0.1:1", bridge={}), "http://127.0.0.1:2") is None
