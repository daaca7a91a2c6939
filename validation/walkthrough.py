"""What the guide's steps showed in a vendor's journal: the checks of steps, and many of the traffic, read it."""

from dataclasses import dataclass, field
from typing import Any, Literal

from validation.errors import CheckFailedError, LinkFailedError, NotCheckedError, NotTestableError
from validation.traffic import AuthorizationRequest, TrafficLog

WindowKind = Literal["popup", "same-tab", "frame"]
LATER_ATTEMPT = "later"
"""The key of what a later attempt ended with."""


@dataclass
class Walkthrough:
    """How far a teacher came along the guide's steps, and what was seen on the way."""

    traffic: TrafficLog
    login: str
    """The teacher's."""
    records: list[dict[str, Any]] = field(default_factory=list)
    """The sandbox's record of requests up to the link."""
    completed_steps: list[str] = field(default_factory=list)
    """The steps that succeeded."""
    ended: dict[str, CheckFailedError | NotTestableError] = field(default_factory=dict)
    """What the steps ended with that did not succeed, and a later attempt."""
    stopped_at: str = ""
    """The step without which the walkthrough could not go on."""
    window: WindowKind | None = None
    screenshot: str | None = None
    """What was on the screen at the end, a JPEG in base64."""
    second: AuthorizationRequest | None = None
    """A later attempt of the same teacher."""

    @property
    def was_broken_off(self) -> bool:
        """Whether something other than the journal ended a step."""
        return any(isinstance(error, NotCheckedError) and error.is_broken_off for error in self.ended.values())

    def require_step(self, name: str) -> None:
        """Raises what the step ended with, if it did not succeed."""
        if name in self.ended:
            raise self.ended[name]
        if name not in self.completed_steps:
            raise self._not_reached()

    def require_link(self) -> None:
        """Raises NotTestableError or LinkFailedError where there is no link: nothing can be said without one."""
        if not self.stopped_at:
            return
        if self.unlinked_because:
            raise self.ended[self.stopped_at]
        raise self._not_reached()

    @property
    def unlinked_because(self) -> str | None:
        """The check that is about why there is no link, if there is one."""
        error = self.ended.get(self.stopped_at)
        return error.because if isinstance(error, LinkFailedError) else None

    def require_first_attempt(self) -> AuthorizationRequest:
        """Returns the journal's first request to VK ID. Raises what kept it from being made."""
        if not self.traffic.authorizations:
            self.require_step("A-2")
        return self.traffic.authorizations[0]

    def require_later_attempt(self) -> AuthorizationRequest:
        """Returns the request of a later attempt by the same teacher.

        Raises NotTestableError or LinkFailedError where there was none.
        """
        if self.second is None:
            self.require_link()
            raise self.ended.get(LATER_ATTEMPT) or NotTestableError(
                "второй попытки не получилось", "there was no second attempt"
            )
        return self.second

    def _not_reached(self) -> NotTestableError:
        error = self.ended.get(self.stopped_at)
        if isinstance(error, NotCheckedError):
            return error
        return NotTestableError(
            f"не дошло до этого: не выполнен шаг {self.stopped_at}", f"not reached: step {self.stopped_at} has failed"
        )
