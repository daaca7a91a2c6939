"""What a run has learned of a journal's pace, so that no check looks too soon."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from validation.activity import QUIET_S
from validation.request_records import find_attach_calls, has_applied_fault

_SAFETY_FACTOR = 1.5
_MARGIN_S = 0.5
_NOTICEABLE_S = 0.8
_LEAST_QUIET_S = 0.2
_PAUSE_FACTOR = 3


@dataclass
class JournalPace:
    """How long the journal takes by itself, as far as this process has seen it."""

    attach_delay_s: float = 0.0
    """The longest time from the return to the call that attaches: a background job may make it."""

    longest_pause_s: float | None = None
    """How long nothing has happened at most while the journal went on by itself after a return; None: not seen yet."""
    card_is_behind_clicks: bool = False
    """Whether the address of the card alone does not show the card: it is in a panel, say."""
    card_comes_complete: bool = False
    """Whether the card of an unlinked teacher has been seen to ask for nothing by itself: it knows all as it comes."""
    is_throttled: bool = False
    """Whether the journal has refused a sign-in because there were too many."""
    harmless_texts: set[str] = field(default_factory=set)
    """What the journal says where errors are, though all is well: a notice that is always there, or of success."""

    def learn_harmless(self, texts: Iterable[str]) -> None:
        """Learns what was said while a teacher was linked without any trouble."""
        self.harmless_texts |= {*texts}

    def learn(self, records: list[dict[str, Any]], way_back_s: float) -> None:
        """Learns from the record of a link, unless a fault has slowed it; `way_back_s` of it was the browser's."""
        consents = [record["at"] + record["seconds"] for record in records if record["operation"] == "submit_consent"]
        is_slowed = any(map(has_applied_fault, records))
        if consents and not is_slowed and (attached := [call["at"] for call in find_attach_calls(records)]):
            self.attach_delay_s = max(self.attach_delay_s, attached[-1] - consents[-1] - way_back_s)

    def learn_pause(self, pause_s: float) -> None:
        """Learns how long nothing happened at most while the journal went on by itself after a return."""
        self.longest_pause_s = max(self.longest_pause_s or 0.0, pause_s)

    @property
    def quiet_s(self) -> float:
        """How long nothing must happen before the journal has settled."""
        if self.longest_pause_s is None:
            return QUIET_S
        return min(QUIET_S, max(_LEAST_QUIET_S, self.longest_pause_s * _PAUSE_FACTOR))

    @property
    def settled_after_s(self) -> float:
        """How long after a return the journal may still attach a profile."""
        if self.attach_delay_s < _NOTICEABLE_S:
            return 0.0
        return self.attach_delay_s * _SAFETY_FACTOR + _MARGIN_S
