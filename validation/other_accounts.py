"""VK ID accounts that are not the teacher's usual one: of another name, or of another teacher."""

from automation.people import Teacher
from validation.errors import LinkFailedError
from validation.teacher_session import TeacherSession

NEW_NAME = ("Перепёлкина", "Аглая")
LATER_NAME = ("Сыроежкин", "Мефодий")
"""Both of nobody whom a journal may know."""


def rename_profile(session: TeacherSession, last_name: str, first_name: str) -> None:
    """Gives the teacher a new VK ID account, whose profile has this name, and lets VK ID remember the browser."""
    sandbox, teacher = session.vendor.require_sandbox(), session.teacher
    sandbox.forget_person(teacher.phone)
    name = {"last_name": last_name, "first_name": first_name}
    profile = {**name, "patronymic": "", "sex": teacher.sex, "birth_date": teacher.birth_date.isoformat()}
    sandbox.create_account(teacher.phone, **name, profiles=[profile])
    session.remember()


def link_under_new_name(session: TeacherSession) -> bool:
    """Links the teacher's profile under a name that nobody at the journal has; returns whether it has that name.

    A journal may refuse a profile of another name than the teacher's: then it is linked under the teacher's own.
    """
    rename_profile(session, *NEW_NAME)
    try:
        session.link()
    except LinkFailedError:
        if session.is_known_to_sferum():
            raise
        rename_profile(session, session.teacher.last_name, session.teacher.first_name)
        session.open_card()
        session.link()
        return False
    return True


def link_profile_of(session: TeacherSession, owner: Teacher) -> None:
    """Goes from the card to the consent with the profile of the owner, whom VK ID remembers in this browser."""
    sandbox = session.vendor.require_sandbox()
    (profile,) = sandbox.get_person(owner.phone).profiles
    session.remember(owner.phone)
    window = session.connect()
    session.leave(lambda: session.consent.answer(window, profile_id=profile.id))
