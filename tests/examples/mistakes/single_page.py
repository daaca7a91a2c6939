"""Mistakes of single-page applications: what their scripts show before the server has said so, or do not show."""

from tests.examples.mistakes.patching import extend_script, mistake


@mistake
def swallowed_error() -> None:
    """Сообщение о сбое или отказе остаётся в обещании, от которого никто не ждёт ошибки: на экране его нет."""
    extend_script("app/toast.js", "swallowed_error.js")


@mistake
def connected_too_early() -> None:
    """Когда окно VK ID закончило, карточка показана подключённой, хотя сервер об этом не спрошен."""
    extend_script("app/vk_id.js", "connected_too_early.js")
    extend_script("app/screens.js", "connected_too_early_screens.js")


@mistake
def keeps_toast() -> None:
    """Сообщение о сбое остаётся на экране и тогда, когда следующая попытка привязала."""
    extend_script("app/toast.js", "keeps_toast.js")
