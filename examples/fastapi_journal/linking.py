"""The link of a teacher with a profile of Sferum: made in both places or in none."""

import json
from collections.abc import Mapping
from contextlib import suppress

from examples.fastapi_journal.people import Teacher
from examples.fastapi_journal.services import Denied, NoAnswer, Services
from examples.fastapi_journal.sessions import Flash

DONE = Flash(True, "Сферум привязан, можно переписываться.")
DISAGREED = Flash(False, "Согласие не получено, Сферум не привязан.")
NOT_PROVEN = Flash(False, "VK не подтвердил, что это вы. Сферум не привязан, повторите попытку.")
VK_DOWN = Flash(False, "VK не отвечает. Сферум не привязан, повторите попытку.")
SFERUM_DOWN = Flash(False, "Сферум не отвечает и не привязан. Повторите попытку.")
NOT_TAKEN = Flash(False, "Сферум не разрешил привязку: профиль или учитель уже привязан к кому-то другому.")


class Links:
    """Profiles by teacher, as the journal has them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._profiles: dict[str, int] = {}

    def profile_of(self, teacher: Teacher) -> int | None:
        """The ID of the teacher's profile."""
        return self._profiles.get(teacher.login)

    def make(self, teacher: Teacher, answer: Mapping[str, str]) -> Flash:
        """Out of what VK has answered; says what to tell."""
        if answer.get("error") == "access_denied":
            return DISAGREED
        silent = _payload(answer)
        if silent is None:
            return NOT_PROVEN
        try:
            access = self._services.exchange(*silent)
        except NoAnswer:
            return VK_DOWN
        except Denied:
            return NOT_PROVEN
        try:
            self._services.attach(teacher, access)
        except NoAnswer:
            with suppress(NoAnswer, Denied):
                self._services.end(access)
            # Where this fails too, the next try finds the profile attached, which is as good as attaching it.
            with suppress(NoAnswer, Denied):
                self.undo(teacher)
            return SFERUM_DOWN
        except Denied:
            return NOT_TAKEN
        self._profiles[teacher.login] = access.profile_id
        return DONE

    def undo(self, teacher: Teacher) -> None:
        """At Sferum, then here. Raises NoAnswer or Denied, and leaves the link as it was."""
        self._services.detach(teacher)
        self._profiles.pop(teacher.login, None)


def _payload(answer: Mapping[str, str]) -> tuple[str, str] | None:
    """The silent token and its uuid. The name there has been in a browser's hands: it proves nothing."""
    try:
        payload = json.loads(answer.get("payload", ""))
        token, uuid = payload["token"], payload["uuid"]
    except (ValueError, KeyError, TypeError):
        return None
    return (token, uuid) if isinstance(token, str) and isinstance(uuid, str) else None
