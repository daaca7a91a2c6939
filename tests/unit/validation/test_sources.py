"""Who demands a check: references in Russian, with addresses."""

import pytest

from validation.sources import list_references


@pytest.mark.parametrize(
    ("source", "references"),
    [
        ("ours", [("наше решение", None)]),
        ("START-1", [("методичка, START-1", None)]),
        ("A-3E; ours", [("методичка, A-3E", None), ("наше решение", None)]),
        ("RFC 9700 §4.7.1", [("RFC 9700, раздел 4.7.1", "https://www.rfc-editor.org/rfc/rfc9700#section-4.7.1")]),
        (
            "RFC 6749 §4.1.2.1, §10.14",
            [
                ("RFC 6749, раздел 4.1.2.1", "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1"),
                ("RFC 6749, раздел 10.14", "https://www.rfc-editor.org/rfc/rfc6749#section-10.14"),
            ],
        ),
        (
            "RFC 6265bis §8.3",
            [
                (
                    "RFC 6265bis, раздел 8.3",
                    "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-8.3",
                )
            ],
        ),
        (
            "OWASP ASVS 5.0 7.4.1, 10.1.2",
            [
                (
                    "OWASP ASVS 5.0, требование 7.4.1",
                    "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x16-V7-Session-Management.md",
                ),
                (
                    "OWASP ASVS 5.0, требование 10.1.2",
                    "https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x19-V10-OAuth-and-OIDC.md",
                ),
            ],
        ),
        (
            "VK ID: oauth2/auth",
            [
                (
                    "документация VK ID, oauth2/auth",
                    "https://id.vk.com/about/business/go/docs/ru/vkid/latest/vk-id/connection/api-description",
                )
            ],
        ),
        ("приказ 42", [("приказ 42", None)]),
    ],
)
def test_source_is_named_in_russian_with_its_address(source: str, references: list[tuple[str, str | None]]) -> None:
    """Источник назван по-русски и ведёт к разделу документа."""
    assert [(reference.text.ru, reference.address) for reference in list_references(source)] == references
