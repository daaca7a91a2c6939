"""What a teacher does without a mouse."""

import pytest
from playwright.sync_api import TimeoutError

from pages.labels import list_steps
from pages.windows import follow_to_window
from validation.errors import CheckFailedError, NotTestableError
from validation.teacher_sessions import TeacherSessions

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_FIND_KEY = """found => {
  const pressed = "a[href], button, input, summary, [contenteditable], [tabindex]";
  const control = found.control ?? found.closest(pressed) ?? found;
  if (control.matches("[role=menuitem], [role=tab], [role=option], [role=radio], [type=radio]")) return null;
  if (control.tabIndex < 0) return "";
  control.focus();
  return control.matches("[type=checkbox], [role=checkbox], [role=switch]") ? "Space" : "Enter";
}"""
"""Puts the focus on what is found; returns the key that presses it, "" where Tab does not come, null for arrows."""


@pytest.mark.requirement("J-32")
def test_connection_begins_by_the_keyboard(teacher_sessions: TeacherSessions) -> None:
    """До кнопки подключения доходит Tab, и её нажимает Enter."""
    session = teacher_sessions.open()
    if len(list_steps(session.journal.labels.connect)) > 1:
        raise NotTestableError(
            "кнопка подключения за другими нажатиями", "the button to connect is behind other clicks"
        )
    key = session.journal.connect_button.evaluate(_FIND_KEY)
    if key is None:
        raise NotTestableError("к кнопке подключения ведут стрелки", "arrow keys lead to the button to connect")
    if not key:
        raise CheckFailedError("Tab не доходит до кнопки подключения", "Tab does not come to the button to connect")
    try:
        follow_to_window(session.context, lambda: session.page.keyboard.press(key), session.traffic.is_vk_id)
    except TimeoutError:
        raise CheckFailedError(
            f"{key} на кнопке подключения ничего не начинает", f"{key} on the button to connect begins nothing"
        ) from None
