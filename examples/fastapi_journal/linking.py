"""Links of teachers with profiles of Sferum. A link exists on both sides or on neither."""

import json
from collections.abc import Mapping
from contextlib import suppress

from examples.fastapi_journal.services import (
    Access,
    ServiceError,
    ServiceRefusedError,
    Services,
    ServiceUnavailableError,
)
from examples.fastapi_journal.sessions import Flash
from examples.fastapi_journal.teachers import Teacher

LINKED = Flash(True, "Сферум привязан, можно переписываться.")
CONSENT_DENIED = Flash(False, "Согласие не получено, Сферум не привязан.")
VK_REFUSED = Flash(False, "VK не подтвердил, что это вы. Сферум не привязан, повторите попытку.")
VK_UNAVAILABLE = Flash(False, "VK не отвечает. Сферум не привязан, повторите попытку.")
SFERUM_UNAVAILABLE = Flash(False, "Сферум не отвечает и не привязан. Повторите попытку.")
SFERUM_REFUSED = Flash(False, "Сферум не разрешил привязку: профиль или учитель уже привязан к кому-то другому.")


class Links:
    """Links as the journal knows them. In memory: a restart forgets them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._profile_ids: dict[tuple[int, str], int] = {}

    def get_profile_id(self, teacher: Teacher) -> int | None:
        """Returns the ID of the teacher's profile; None when the teacher is not linked."""
        return self._profile_ids.get(key_of(teacher))

    def link(self, teacher: Teacher, answer: Mapping[str, str]) -> Flash:
        """Links the teacher by the query parameters that VK sent the browser back with."""
        if answer.get("error") == "access_denied":
            return CONSENT_DENIED
        payload = _parse_payload(answer)
        if payload is None:
            return VK_REFUSED
        try:
            access = self._services.exchange(*payload)
        except ServiceUnavailableError:
            return VK_UNAVAILABLE
        except ServiceRefusedError:
            return VK_REFUSED
        try:
            self._services.attach(teacher, access)
        except ServiceUnavailableError:
            self._undo_attach(teacher, access)
            return SFERUM_UNAVAILABLE
        except ServiceRefusedError:
            return SFERUM_REFUSED
        self._profile_ids[key_of(teacher)] = access.profile_id
        return LINKED

    def unlink(self, teacher: Teacher) -> None:
        """Unlinks at Sferum, then here. Raises ServiceError when Sferum fails, and leaves the link as it was."""
        self._services.detach(teacher)
        self._profile_ids.pop(key_of(teacher), None)

    def _undo_attach(self, teacher: Teacher, access: Access) -> None:
        with suppress(ServiceError):
            self._services.revoke(access)
        # A failure here does no harm: the next attempt attaches the same profile again.
        with suppress(ServiceError):
            self.unlink(teacher)


def key_of(teacher: Teacher) -> tuple[int, str]:
    """Returns under what a link is stored: each school of a teacher has a link of its own."""
    return teacher.organization_id, teacher.login


def _parse_payload(answer: Mapping[str, str]) -> tuple[str, str] | None:
    """Returns the silent token and its uuid. The name in the payload came through a browser: it proves nothing."""
    try:
        payload = json.loads(answer.get("payload", ""))
        token, uuid = payload["token"], payload["uuid"]
    except (ValueError, KeyError, TypeError):
        return None
    return (token, uuid) if isinstance(token, str) and isinstance(uuid, str) else None
