"""A vendor's journal in a browser, as its target file describes it."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

from automation.people import Teacher
from automation.target import TargetFile
from pages.labels import JournalLabels
from pages.overlays import dismiss_overlays
from pages.vendor_journal import VendorJournal


def open_journal(file: TargetFile, page: Page, teacher: Teacher) -> VendorJournal:
    """Returns the journal in the page, by the labels of the file with this teacher's name in them."""
    return VendorJournal(page, fill_in_labels(file, teacher), file.sign_in_steps)


def prepare_context(context: BrowserContext, file: TargetFile, is_journal: Callable[[str], bool]) -> None:
    """Keeps what the file tells to dismiss out of the way on all pages of the journal that the context opens."""
    dismiss_overlays(context, file.dismiss, is_journal)


def fill_in_labels(file: TargetFile, teacher: Teacher) -> JournalLabels:
    """Returns the labels of the file with the teacher's own for `{login}`, `{last_name}` and the like."""
    return file.labels.fill_in(list_names_of(teacher))


def list_names_of(teacher: Teacher) -> dict[str, str]:
    """Returns what a journal may call the teacher, by the placeholders of labels."""
    names = ("login", "last_name", "first_name", "patronymic")
    initials = " ".join(f"{name[0]}." for name in (teacher.first_name, teacher.patronymic) if name)
    full = {name: str(getattr(teacher, name)) for name in names}
    return {**full, "initials": initials, "initial": f"{teacher.first_name[0]}."}
