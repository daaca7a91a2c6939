"""What `target init` has found out about a journal so far."""

from dataclasses import dataclass, field

from pages.labels import Label, Selector
from pages.shown_names import ShownName
from pages.sign_in_form import SignInStep
from pages.sign_in_survey import SignInList
from validation.label_guesses import Guess

UNSEEN = ("connected", "not_connected", "open_messenger", "unlink")
"""What a journal shows to a linked teacher only, or to one who is not."""


@dataclass(frozen=True)
class DraftTeacher:
    """A teacher of the pool; the names are those that the journal shows."""

    login: str
    last_name: str = ""
    first_name: str = ""
    patronymic: str = ""


@dataclass(frozen=True)
class AuthorizeRequest:
    """What the journal asked VK ID for: how it is registered there."""

    host: str
    client_id: str
    callback: str
    is_silent_token: bool
    scope: str = ""


@dataclass
class Draft:
    """A target file that grows while the journal is looked at."""

    journal: str
    sign_in_path: str = "/"
    school: str | None = None
    steps: list[SignInStep] = field(default_factory=list)
    lists: list[SignInList] = field(default_factory=list)
    """The lists of the sign-in in which something else might be chosen."""
    dismiss: list[Label] = field(default_factory=list)
    guesses: dict[str, Guess] = field(default_factory=dict)
    """By the key of `[labels]`."""
    has_office: bool = True
    has_unlink: bool = True
    teachers: list[DraftTeacher] = field(default_factory=list)
    authorize: AuthorizeRequest | None = None
    asks_vk_hosts: bool = False
    pages: dict[str, list[ShownName]] = field(default_factory=dict)
    """The names of each page that was looked at, by what the page is."""
    problems: list[str] = field(default_factory=list)
    """What could not be found out, one line of Russian each."""

    @property
    def is_simple_form(self) -> bool:
        """Returns whether the sign-in is a form of one screen, for which the file has three labels."""
        return [step.kind for step in self.steps] == ["login", "password", "press"]

    def add_dismissed(self, label: Label) -> None:
        """Remembers what was pressed to get it out of the way."""
        if label not in self.dismiss:
            self.dismiss.append(label)

    def add_guess(self, key: str, guess: Guess) -> None:
        """Remembers what a thing is called; what was seen takes the place of what was concluded."""
        if key not in self.guesses or (self.guesses[key].note and not guess.note):
            self.guesses[key] = guess


def label_of(name: str, selector: str) -> Label:
    """Returns the name, or the selector of a thing without one."""
    return name or Selector(selector)
