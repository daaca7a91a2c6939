"""What a journal's message says of the cause, read without knowing its words: a refusal, an outage, another's profile.

Only claims that everybody reads alike count. One general sentence for all failures claims nothing wrong.
"""

import re

from playwright.sync_api import Error

from automation.journal_pages import open_journal
from validation.errors import CheckFailedError
from validation.teacher_session import TeacherSession

_MAX_CHARS = 200
_NAMES_REFUSAL = re.compile(
    r"отказ|отмен|отклон|соглас|разреш|предостав|прерва|declin|denied|deny|refus|reject|cancel|consent|permi"
    r"|баш тарт|ризалы|кире как"
)
"""Words of which a message about the teacher's refusal has one."""
_BLAMES_TEACHER = re.compile(
    r"вы (сами )?(отказал|отменил|отклонил|не (дали|разрешили|согласи|предостав))|соглас\w+ не (дан|получ|предостав)"
    r"|you (have )?(declin|denied|refus|reject|cancel|did not (agree|consent|allow))"
    r"|consent (was )?(not|denied|declin|refus)|(сез|ризалы\w+) (баш тарт|бирмәд)"
)
"""A claim that the teacher refused."""
_NAMES_ALTERNATIVE = re.compile(
    r"\b(или|либо)\b[^.!?]{0,60}(ошибк|проблем|не так|не уда|истек|(?<!окно )vk id|сервис|сферум)"
    r"|\bor\b[^.!?]{0,60}(error|problem|wrong|fail|expire|vk id(?! window)|service|sferum)"
    r"|(ошибк|проблем|не так|error|problem|wrong).{0,40}\b(или|либо|or)\b"
    r"|(не уда|истек|fail|expire)[^.:!?]{0,40}\b(или вы|либо вы|or you)\b"
)
"""One sentence for the teacher's doing and for a failure: it claims neither."""
_NAMES_OUTAGE = re.compile(
    r"не отвеча|не ответил|недоступ|сбо[йяюе]|неполад|перегруж|нет связи|потеряна связь|не удалось связаться|техническ"
    r"|unavailable|not (respond|answer)|outage|out of order|timed? ?out|overload|җавап бирм|эшләми"
)
"""A claim that a service does not work."""
_NAMES_UNCERTAINTY = re.compile(
    r"неизвест(?!н\w+ (ошибк|причин|сбо))|не ?(удалось )?(узна|знаем|выясн|понятно|поняли|ясно)|\bвозможно|может быть"
    r"|(?<!вы )могл[аио] |уточня|выясня|проверя(?!й)|unknown(?! (error|reason|problem))|uncertain"
    r"|not (sure|known|clear)|(?<!you )(may have|might)|check(ing)? whether|билгесез|мөгаен"
)
"""An admission that the journal does not know whether it has come off."""
_BLAMES_PROFILE = re.compile(
    r"(профил|аккаунт|учетн\w+ запис)\w*[^.]{0,40} уже (\w+ )?(привяз|подключ|использу|занят)|кому-то другому"
    r"|(друг|чуж)(ой|ому|им|ого) (учетн|учител|профил|человек|пользоват|сотрудн|аккаунт)"
    r"|не тот профиль|(неверн|неправильн)\w+ профил|wrong profile|another (user|account|person|teacher|profile)"
    r"|(profile|account)[^.]{0,40} already (\w+ )?(link|connect|attach|used|taken)"
)
"""A claim that the profile is another's, or linked."""

_IS_DOWN = (
    r" (?:\w+ ){0,2}(?:не (?:отвеча|ответил|работа)|недоступен\b"
    r"|(?:is|does|did)(?: not|n't) (?:respon|answer|work)|is (?:unavail|down))"
)
_SAYS_IS_DOWN = {
    "vk_id": re.compile(rf"\bvk id{_IS_DOWN}"),
    "sferum": re.compile(rf"\b(?:сферум|sferum){_IS_DOWN}"),
}
"""A claim that this service does not work, by its name."""
_INTERNALS = re.compile(
    r"Traceback \(most recent|\bat [\w.$<>]+ \(\S+:\d+|\bFile \"[^\"]+\", line \d"
    r"|\w\.(?:[cm]?[jt]sx?|py|php|java|cs|go|rb):\d"
    r"|\{\s*[\"']\w+[\"']\s*:|\bSQLSTATE\b|<!doctype|<html"
    r"|\[object \w+\]|\bundefined\b|\b\w+(?:Error|Exception)\b|\bHTTPS?ConnectionPool\b|\bcURL error\b|\berrno\b"
    r"|\b(?:ECONN\w+|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)\b|socket hang up|Connection (?:refused|reset|aborted)"
    r"|Request failed with status|Failed to fetch|Load failed|Read timed out|Unexpected (?:token|end of)"
    r"|Expecting value|^[a-z]\w*(?:[._][a-z]\w*)+$"
)
"""What is for developers: a stack, a place in the code, an answer as it came, a library's words, a message's key."""
_NAMES_SERVICE = {"vk_id": re.compile(r"vk|вк"), "sferum": re.compile("сферум|sferum")}


def read_error_message(session: TeacherSession) -> str:
    """Returns the journal's message of what went wrong, wherever it is shown, or was shown for a moment."""
    return find_shown_error(session) or (session.errors_seen[-1].text if session.errors_seen else "")


def find_shown_error(session: TeacherSession) -> str:
    """Returns the message of what went wrong that is on a screen now, of the newest window that has one.

    A page itself finds only what a selector of CSS finds. What the journal says there though all is well is none.
    """
    for page in reversed(session.context.pages):
        journal = session.journal if page is session.page else open_journal(session.vendor.file, page, session.teacher)
        try:
            text = journal.error.inner_text().strip() if journal.error.is_visible() else ""
        except Error:  # the window has closed
            continue
        if text and text not in session.vendor.pace.harmless_texts:
            return " ".join(text.split())
    return ""


def names_refusal(message: str) -> bool:
    """Returns whether the message can be read as one about a refusal."""
    return bool(_NAMES_REFUSAL.search(_normalize(message)))


def names_outage(message: str) -> bool:
    """Returns whether the message says that a service does not work."""
    return bool(_NAMES_OUTAGE.search(_normalize(message)))


def names_uncertainty(message: str) -> bool:
    """Returns whether the message says that the journal does not know how it has ended."""
    return bool(_NAMES_UNCERTAINTY.search(_normalize(message)))


def expect_no_other_service(message: str, service: str) -> None:
    """Raises CheckFailedError where the message says that the other service does not work, and nothing of this one."""
    text = _normalize(message)
    (other,) = _SAYS_IS_DOWN.keys() - {service}
    if _SAYS_IS_DOWN[other].search(text) and not _NAMES_SERVICE[service].search(text):
        raise CheckFailedError(
            f"сказано, что не работает другой сервис: «{shorten(message)}»",
            f"it is told that the other service does not work: “{shorten(message)}”",
        )


def expect_no_internals(message: str) -> None:
    """Raises CheckFailedError where the message shows what is inside the journal, or an answer of a service raw."""
    if _INTERNALS.search(message):
        raise CheckFailedError(
            f"учителю показано то, что для разработчиков: «{shorten(message)}»",
            f"the teacher is shown what is for developers: “{shorten(message)}”",
        )


def expect_no_false_cause(message: str, *, is_outage: bool = True) -> None:
    """Raises CheckFailedError where the message about a failure blames the teacher or, in an outage, the profile.

    A service that refused may have had the profile for its reason: a journal need not know.
    """
    text = _normalize(message)
    if _NAMES_OUTAGE.search(text) or _NAMES_ALTERNATIVE.search(text):
        return
    if blames_teacher(message):
        raise CheckFailedError(
            f"о сбое сказано как об отказе учителя: «{shorten(message)}»",
            f"a failure is told as the teacher's refusal: “{shorten(message)}”",
        )
    if is_outage and _BLAMES_PROFILE.search(text):
        raise CheckFailedError(
            f"о сбое сказано как о чужом или привязанном профиле: «{shorten(message)}»",
            f"a failure is told as somebody else's profile: “{shorten(message)}”",
        )


def blames_teacher(message: str) -> bool:
    """Returns whether the message says that the teacher refused, and nothing else that may have happened."""
    text = _normalize(message)
    return bool(_BLAMES_TEACHER.search(text)) and not _NAMES_ALTERNATIVE.search(text)


def shorten(message: str) -> str:
    """Returns the message, cut where it is long."""
    return message if len(message) <= _MAX_CHARS else f"{message[:_MAX_CHARS]}…"


def _normalize(message: str) -> str:
    return " ".join(message.lower().replace("ё", "е").split())
