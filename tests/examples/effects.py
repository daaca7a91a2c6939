"""What each mistake does to a verdict, in the styles of the journal in Django."""

from collections.abc import Iterable
from dataclasses import dataclass

from validation.catalogue import load_checks


@dataclass(frozen=True)
class Effect:
    """`red`: checks that the mistake turns red. `blocked`: checks that cannot find another mistake beside it."""

    red: frozenset[str]
    blocked: frozenset[str] = frozenset()

    def conflicts_with(self, other: "Effect") -> bool:
        """Returns whether one of the two hides the other in one journal."""
        return bool((self.red | self.blocked) & other.red or other.blocked & self.red)


def effect(*red: str, blocked: Iterable[str] = ()) -> Effect:
    """Returns a row of the table."""
    return Effect(frozenset(red), frozenset(blocked))


ALL_CHECKS = frozenset(load_checks().checks)
WITHOUT_A_LINK = frozenset({"START-1", "START-2", "A-1", "P-2", "P-8", "P-10", "P-32", "P-35", "P-36"})
"""What can be checked in a journal that links nobody: the session, the way to VK ID, and the request to it."""
ONCE_THE_PAGE_IS_THERE = frozenset(
    {"J-4", "J-5", "J-6", "P-3", "P-4", "P-5", "P-6", "P-7", "P-13", "P-18", "P-20", "P-21", "P-27", "P-28"}
    | {"P-17", "P-26", "P-33", "P-39", "P-46", "P-47", "P-48"}
)
"""What is checked in the answer of the return address, or right after it."""

AT_THE_RETURN_ADDRESS = frozenset({"P-46", "P-47", "P-48"})
"""What is checked of a page at the return address: two mistakes cannot both put theirs there."""


def nobody_linked(*red: str) -> Effect:
    """Returns the row of a mistake with which nobody can be linked."""
    return effect(*red, blocked=ALL_CHECKS - WITHOUT_A_LINK)


EFFECTS: dict[str, Effect] = {
    # Attempts of other tabs and sessions share it.
    "constant-state": effect("P-1", blocked={"J-12", "J-22", "P-5", "P-7"}),
    "short-state": effect("P-2", blocked={"P-1", "P-3"}),  # it is no longer constant, and as long as its prefix
    "sequence-state": effect("P-2"),
    "hashed-sequence-state": effect("P-2"),
    "state-prefix": effect("P-3"),
    "state-not-compared": effect("P-3", "P-4", "P-5", "P-33"),
    "state-optional": effect("P-4", "P-33"),  # a refusal without state is taken for the answer
    "shared-states": effect("P-5"),
    "state-kept": effect("P-6"),
    "unbound-attempts": effect("P-5", "P-7", "P-39"),
    "pkce-plain": nobody_linked("P-8"),
    "constant-verifier": effect("P-9", blocked={"P-5", "P-7"}),  # the code of one attempt is good for another
    "verifier-after-refusal": effect("P-9"),
    "verifier-is-state": effect("P-9", "P-18"),  # and so it is in addresses
    "short-verifier": effect("P-14"),
    "name-in-state": effect("P-45"),
    "verifier-in-cookie": effect("P-20"),
    "redirect-uri-query": nobody_linked("P-10"),
    "redeem-on-reload": effect("P-11", blocked={"J-23"}),  # a second return spoils the first
    "shows-code-again": effect("P-11"),
    # The page is there before anything has failed; the secret comes to it in JSON.
    # Its script waits for a silent VK ID, and says nothing.
    "browser-redeems": effect("P-12", "P-19", "J-15", blocked={"J-8", "J-23", "J-24", "J-26", *ONCE_THE_PAGE_IS_THERE}),
    "late-redemption": effect("P-13", blocked={"P-28"}),  # linking is slow by itself
    "wrong-verifier": nobody_linked("P-14"),
    "no-device-id": nobody_linked("P-15"),
    "wrong-secret": nobody_linked("P-16"),
    "error-ignored": effect("P-17", blocked={"P-26", "J-1"}),  # this journal knows no refusals
    "token-in-url": effect("P-18"),
    "token-in-url-of-failure": effect("P-18"),
    "token-in-page": effect("P-19"),
    "token-in-json": effect("P-19"),
    "token-in-cookie": effect("P-20"),
    "token-for-script": effect("P-19", "P-20"),
    "token-in-local-storage": effect("P-20"),
    # A page replaces the redirect and its cookie, and asks another site for a picture.
    "referrer-leak": effect("P-21", "P-48", blocked={"P-18", "P-20", *AT_THE_RETURN_ADDRESS}),
    "wrong-organization": nobody_linked("P-22"),
    "wrong-person": effect("P-23"),
    # To Sferum all teachers are one: whoever unlinks unlinks the others.
    "person-of-first": effect("P-23", "P-53", blocked={"P-25", "P-27", "P-30", "P-41", "P-52"}),
    "wrong-role": effect("P-24", "P-53"),  # everybody's role is what the teacher of two schools is in the other one
    "wrong-classes": effect("P-24"),
    "classes-after-unlinking": effect("P-24"),
    # No call names an administrator any more; a role of a request is mended by it.
    "admins-as-teachers": effect("P-24", blocked={"P-22", "P-52"}),
    "admins-elsewhere": effect("P-22"),
    "attach-twice": effect("P-25", blocked={"P-27"}),  # the second answer is a 200
    "stale-token": effect("P-26"),
    # A page with status 200 is refused, whatever is in it.
    "created-only": effect("P-27", "J-17", "J-18", "J-29", blocked={"J-16"}),
    "no-undo": effect("J-29"),
    "no-timeout": effect("J-14", "J-15", "J-19", "P-28"),
    "strict-cookie": nobody_linked("P-29"),
    "strict-attempt-cookie": nobody_linked("P-29"),
    "unlink-locally": effect("J-19", "J-20", "J-27", "P-30", "P-53"),
    "readable-cookie": effect("P-31"),
    "greedy-scope": effect("P-32"),
    "silent-refusal": effect("J-1"),
    "swallowed-error": effect("J-1", "J-4", "J-5", "J-14", "J-15", "J-16", "J-18", "J-19", "J-21", "J-30"),
    # Half a link too is shown as a whole one.
    "connected-too-early": effect("J-1", "J-4", "J-5", "J-14", "J-15", "J-16", blocked={"P-27"}),
    # Several failures are tried one after another; half a link too is completed by a retry.
    "no-retry": effect("J-4", "J-5", "J-6", "J-14", "J-15", "J-16", "J-18", "P-27"),
    "keeps-last-error": effect("J-6"),
    "keeps-toast": effect("J-2", "J-6"),
    "notice-for-all": effect("J-33"),
    "mouse-only": effect("J-32"),
    "answer-no-ignored": effect("J-7"),
    "locked-after-refusal": effect("J-1", "J-2"),
    "garbled-name": effect("J-8"),
    "state-required": effect("P-17"),
    "redeems-unasked": effect("P-3", "P-4"),
    "stored-for-the-last": effect("P-23"),
    "name-after-attach": effect("J-15"),
    "unlinks-all": effect("P-30", blocked={"P-41"}),  # whether it was another site's doing cannot be told
    # Whether it says «не подключен» cannot be told of it.
    "keeps-state-name": effect("J-7", blocked={"J-19", "J-20", "J-27"}),
    "waits-forever": effect("J-3"),
    "dead-end-failure": effect(
        "J-4", "J-5", "J-14", "J-15", "J-16", "J-18", blocked={"J-6"}
    ),  # it ends before anything is remembered
    "double-click": effect("J-9"),
    "reload-breaks": effect("J-11", "J-23"),
    "last-attempt-only": effect("J-12", blocked={"J-28"}),  # a refusal of the other attempt is nobody's
    "forgets-link": effect("J-13"),
    "unescaped-answer": effect("P-17", "P-55"),
    "unescaped-name": effect("P-17"),
    "undoes-on-refusal": effect("P-26"),
    "refusal-ends-attempts": effect("P-33"),
    "forged-refusal-told": effect("P-33"),
    "error-text-told": effect("P-55"),
    "greeting-of-address": effect("P-55"),
    "browser-attempts": effect("P-5", "P-39"),  # an attempt outlives the sign-out, for whoever signs in next
    "session-kept-at-sign-in": effect("P-35"),
    "session-outlives-sign-out": effect("P-36"),
    "home-outlives-sign-out": effect("P-36"),
    "shows-whom-it-is-told": effect("P-57"),
    "token-outlives-sign-out": effect("P-36"),
    "cross-site-cookie": effect("P-37", blocked={"P-29", "P-44"}),  # one SameSite; a Secure cookie, and no https
    "session-in-url": effect("P-38"),
    "counted-sessions": effect("P-37", blocked={"P-38"}),  # so short an ID is not looked for
    "attempts-of-the-teacher": effect("P-39"),
    "any-origin-messages": effect("P-34"),
    "connect-by-link": effect("P-40"),
    "disconnect-by-link": effect("P-41"),
    "school-by-link": effect("P-58"),
    # Cookies go with CORS only by SameSite=None.
    "cors-for-all": effect("P-37", "P-41", "P-56", blocked={"P-29", "P-44"}),
    "cors-for-reading": effect("P-56"),
    "framed-anywhere": effect("P-42"),
    "open-redirect": effect("P-43"),
    "open-redirect-behind-policy": effect("P-43"),
    "open-redirect-of-the-signed-in": effect("P-43"),
    "token-if-sent": effect("P-37", "P-41", blocked={"P-29", "P-44"}),
    "redirect-uri-of-host": effect("P-44"),
    "unlinks-whom-it-is-told": effect("P-52", blocked={"P-26"}),  # nobody is unlinked who is not named
    "role-of-request": effect("P-52"),
    "name-in-url": effect("P-45"),
    "name-in-url-of-refusal": effect("P-45"),
    "return-page-kept": effect("P-46", blocked=AT_THE_RETURN_ADDRESS),
    "code-in-address-bar": effect("P-47", blocked={"P-18", *AT_THE_RETURN_ADDRESS}),
    "stranger-on-return-page": effect("P-48", blocked=AT_THE_RETURN_ADDRESS),
    "code-to-analytics": effect("P-48", blocked=AT_THE_RETURN_ADDRESS),
    "name-in-fragment": effect("P-45"),
    "teacher-to-counter": effect("P-45"),
    "secret-in-query": effect("P-49"),
    "refusal-as-outage": effect("J-1", blocked={"J-14", "J-15"}),  # outages told as a refusal are told so again
    "one-sentence": effect("J-1", blocked={"J-14", "J-15"}),  # it is compared with what an outage is told as
    # Where refusals are not told, neither are outages that are told so.
    "outage-as-refusal": effect("J-14", "J-16", blocked={"J-1"}),
    "vk-outage-as-refusal": effect("J-15", blocked={"J-1"}),
    "vk-outage-as-sferums": effect("J-15"),
    "shows-stack": effect("J-15", "J-30"),
    "hang-as-refusal": effect("J-14", "J-15", blocked={"J-1"}),
    "waits-for-rest-of-answer": effect("J-14", "J-15"),
    "errors-as-refusal": effect("J-30", blocked={"J-1"}),
    "unknown-errors": effect("J-30"),
    "outage-as-wrong-profile": effect("J-14", "J-16"),
    "conflict-as-outage": effect("J-14"),
    "conflict-is-success": effect("J-14", blocked={"J-8", "P-53"}),  # another profile seems linked
    "refusals-ignored": effect("J-14", "J-16", blocked={"P-52", "P-53"}),
    "page-is-success": effect("J-16"),
    "only-json": effect("J-14", "J-15", "J-16", "J-18", "J-19", "J-29"),
    "impatient": effect("J-17", blocked={"P-28"}),  # it does not wait until the hang ends
    "silent-invalid-grant": effect("J-15", "J-21", "J-30"),
    "unlinks-anyway": effect("J-19"),
    "waits-to-unlink": effect("J-19"),
    "floods": effect("J-14"),
    "silent-unlink-failure": effect("J-19", blocked={"J-27"}),
    "one-try-to-unlink": effect("J-19", "J-20"),
    # The other cannot be linked, whatever is tried.
    "last-signed-in": effect("P-23", blocked={"P-28", "P-40", "P-41", "P-52"}),
    "one-lock": effect("P-28"),
    "one-lock-for-pages": effect("P-28"),
    "session-needed": effect("J-22"),
    "links-without-session": effect("J-22"),
    "unguarded-answers": effect("J-23"),
    "step-is-over": effect("J-24"),
    "remembered-state": effect("J-25"),
    "browser-remembers-link": effect("J-31"),
    "link-in-local-storage": effect("J-31"),
    "links-at-sign-in": effect("J-13"),
    # A session that an earlier check has kept links nobody with the profile that this one has given.
    "first-profile-only": effect("J-8", "J-26", blocked={"J-11", *AT_THE_RETURN_ADDRESS}),
    "unlinks-once": effect("J-27"),
    "refusal-unlinks": effect("J-28"),
    "token-for-failures": effect("P-26"),
    "token-of-the-last": effect("P-23"),
    "resumes-after-sign-in": effect("P-39"),
    "linked-before-the-answer": effect("J-17"),
    "replaces-link": effect("J-28"),
    "names-first-profile": effect("J-8"),
    "names-owner": effect("J-14"),
    "first-school-only": effect("P-53"),
    "one-link-per-teacher": effect("P-53", blocked={"P-58"}),  # the card is the same in both schools
    "takes-profile-away": effect("P-53"),
    "unlinks-everywhere": effect("P-53"),
    "unlinks-first-school-s-person": effect("P-53"),
    "school-of-return": effect("P-54"),
}
"""By the mistake's name, where pages are sent by the server."""

EFFECTS_IN_SINGLE_PAGE: dict[str, Effect] = {
    "double-click": effect("J-9", blocked={"J-1", "J-4", "J-5"}),  # its windows tell the card nothing but their closing
    "reload-breaks": effect("J-11"),  # of two returns at once the second fails in its script, unseen
    "verifier-is-state": effect("P-9", "P-18", "P-19"),  # a script asks for the state
}
"""What differs where one page's script calls a JSON API."""
