"""What each mistake does to a verdict, in the journal in FastAPI."""

from collections.abc import Mapping

from tests.examples.effects import EFFECTS, Effect, effect, nobody_linked

EFFECTS_OF_SILENT_TOKEN: Mapping[str, Effect] = {
    **{
        name: EFFECTS[name]
        for name in (
            "constant-state",
            "short-state",
            "sequence-state",
            "state-prefix",
            "state-not-compared",
            "state-optional",
            "state-kept",
            "last-attempt-only",
            "redirect-uri-query",
            "shows-code-again",
            "error-ignored",
            "token-in-url",
            "token-in-cookie",
            "referrer-leak",
            "stale-token",
            "wrong-organization",
            "wrong-person",
            "wrong-classes",
            "attach-twice",
            "no-undo",
            "readable-cookie",
            "silent-refusal",
            "no-retry",
            "waits-forever",
            "dead-end-failure",
            "forgets-link",
            "refusal-as-outage",
            "outage-as-refusal",
            "vk-outage-as-refusal",
            "hang-as-refusal",
            "conflict-as-outage",
            "conflict-is-success",
            "refusals-ignored",
            "page-is-success",
            "impatient",
            "silent-invalid-grant",
            "last-signed-in",
            "session-needed",
            "links-without-session",
            "remembered-state",
            "refusal-unlinks",
            "undoes-on-refusal",
            "refusal-ends-attempts",
            "session-outlives-sign-out",
            "cross-site-cookie",
            "session-in-url",
            "attempts-of-the-teacher",
            "connect-by-link",
            "framed-anywhere",
            "redirect-uri-of-host",
            "name-in-url",
            "name-in-fragment",
            "name-in-state",
            "errors-as-refusal",
            "unknown-errors",
            "token-outlives-sign-out",
            "return-page-kept",
            "code-in-address-bar",
            "stranger-on-return-page",
            "first-school-only",
            "one-link-per-teacher",
            "takes-profile-away",
            "school-of-return",
            "school-by-link",
            "mouse-only",
            "redeems-unasked",
            "notice-for-all",
            "teacher-to-counter",
            "cors-for-reading",
            "forged-refusal-told",
            "error-text-told",
            "keeps-last-error",
            "token-for-failures",
            "vk-outage-as-sferums",
            "replaces-link",
            "shows-whom-it-is-told",
            "token-in-url-of-failure",
            "classes-after-unlinking",
            "name-in-url-of-refusal",
        )
    },
    "json-for-strangers": effect("P-17"),
    # Another answer than 201 is taken for a refusal, and told as one: a page too.
    "created-only": effect("P-27", "J-16", "J-17", "J-18", "J-29"),
    # An attempt that its session has ended or replaced is still found.
    "unbound-attempts": effect("P-5", "P-7", "P-39", blocked={"J-12", "P-33"}),
    "shared-states": effect("P-5", blocked={"J-12", "P-33"}),
    "strict-cookie": effect("P-29"),  # behind the bridge all cookies go, but for that check
    # The cookie that was there before the sign-in stays, as it was.
    "session-kept-at-sign-in": effect("P-35", blocked={"P-29", "P-31", "P-37"}),
    "reload-breaks": effect("J-11"),  # an answer that differs by a letter is another one, and refused
    "wrong-role": effect("P-24"),
    "no-uuid": nobody_linked("P-15"),
    "wrong-service-token": nobody_linked("P-16"),
    "staff-as-teachers": effect("P-24", blocked={"P-22"}),  # no call names one of the staff any more
    "staff-elsewhere": effect("P-22"),
    "no-timeout": effect("J-14", "J-15", "P-28"),
    "exchange-on-reload": effect("P-11"),
    "late-exchange": effect("P-13"),
    "service-token-in-page": effect("P-19"),
    "service-token-in-json": effect("P-19"),
}
"""Mistakes of the FastAPI journal. P-12 and P-32 have none: SuperAppKit neither exchanges tokens nor asks rights.

What needs two requests at once, as J-23, J-17's card and the second half of P-28, has none either: those behind the
bridge come one after another.
"""
