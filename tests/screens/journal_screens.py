"""The screens of the journal."""

from dataclasses import replace

from sqlalchemy import select

from mock_server.clock import now
from mock_server.model.journal import JournalUser, LinkAttempt
from tests.screens.gallery import HOSTILE, Shots, Studio


def show(studio: Studio) -> Shots:
    """Yields each screen."""
    nobody = studio.open_browser()
    yield "sign-in", nobody.open("journal", "/sign-in")
    typed = {"login": HOSTILE, "password": HOSTILE}
    yield "sign-in, wrong password", nobody.ask("POST", "journal", "/sign-in", data=typed)
    yield "no such page", nobody.open("journal", "/nowhere")

    person = studio.build_person(studio.create_school("5А", "10Б"))
    studio.enter_roster(person, "5А", "10Б")
    browser = studio.open_journal(person)
    yield "home", browser.request_journal("GET", "/home")
    yield "teacher's office", browser.request_journal("GET", "/office")
    yield "messenger, not connected", browser.request_journal("GET", "/office/messenger")
    yield "messenger, window closed", browser.request_journal("GET", "/office/messenger?closed=1")
    yield "foreign return", browser.request_journal("GET", "/office/messenger/callback?state=made-up")
    _begin_returning(studio, person.login)
    yield "messenger, linking", browser.request_journal("GET", "/office/messenger")

    classless = replace(studio.build_person(studio.create_school()), login=f"{person.login}-2")
    studio.enter_roster(classless)
    browser = studio.open_journal(classless)
    yield "teacher's office, no classes", browser.request_journal("GET", "/office")
    yield "return", browser.link(remembered=True)
    yield "messenger, connected", browser.request_journal("GET", "/office/messenger")
    closed = browser.request_journal("GET", "/office/messenger?closed=1")
    yield "messenger, connected, window closed", closed
    yield "messenger, unlinked", browser.request_journal("POST", "/office/messenger/unlink")


def _begin_returning(studio: Studio, login: str) -> None:
    """Puts the person where the journal is still answering a return in another window."""
    with studio.shared.store.write() as session:
        user = session.scalars(select(JournalUser).where(JournalUser.login == login)).one()
        moment = now(session, user.phone)
        attempt = LinkAttempt(
            state=f"state-{login}", user_id=user.id, code_verifier="v", started_at=moment, returned_at=moment
        )
        session.add(attempt)
