"""How linking and unlinking end, in words for the teacher."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """The end of an attempt to link, or of unlinking."""

    success: bool
    text: str


LINKED = Outcome(True, "Готово: чаты подключены.")
UNLINKED = Outcome(True, "Чаты отключены.")
CONSENT_DENIED = Outcome(False, "Вы не дали согласия. Чаты не подключены.")
WINDOW_CLOSED = Outcome(False, "Окно VK ID закрыто. Чаты не подключены.")
VK_ID_REFUSED = Outcome(False, "VK ID не подтвердил вход. Чаты не подключены, попробуйте ещё раз.")
VK_ID_UNAVAILABLE = Outcome(False, "VK ID сейчас недоступен. Чаты не подключены, попробуйте ещё раз.")
SFERUM_UNAVAILABLE = Outcome(False, "Сферум сейчас недоступен. Чаты не подключены, попробуйте ещё раз.")
SFERUM_REFUSED = Outcome(False, "Сферум не принял ваш профиль. Чаты не подключены.")
PROFILE_LINKED = Outcome(False, "Этот профиль Сферума уже подключён к другой учётной записи дневника.")
PERSON_LINKED = Outcome(False, "Ваша учётная запись уже подключена к другому профилю Сферума.")
STILL_LINKED = Outcome(False, "Сферум сейчас недоступен. Чаты остались подключены, попробуйте ещё раз.")
