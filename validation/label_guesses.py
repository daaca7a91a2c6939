"""Which name on a page is which thing of the guide: guesses by words in Russian, English and Tatar. Ours."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from pages.labels import ActionLabel, list_steps

Thing = Literal["sign_out", "office", "messenger", "connect", "open_messenger", "unlink"]
State = Literal["connected", "not_connected"]

_MESSENGER = (
    r"мессенджер|messenger",
    r"\bчат|\bchat",
    r"сферум|sferum",
    r"сообщени|переписк|\bmessages?\b|\binbox\b|хәбәр|языш",
    r"диалог|общение|\bmail\b|аралаш",
)
_WORDS: dict[Thing, tuple[str, ...]] = {
    "sign_out": (
        r"^(выйти|выход|log ?out|sign ?out|чыгу)\b",
        r"\b(выйти|выход|log ?out|sign ?out|чыгу)\b",
        r"заверш\w+ (работу|сеанс)|покинуть|^(exit|quit|leave)\b",
    ),
    "office": (
        r"кабинет учител|учительский кабинет|teacher'?s? (office|room|cabinet)|укытучы кабинет",
        r"рабоч(ее место|ий стол)|\bкабинет|\bwork ?(space|place)\b|\bdesk|\boffice\b|эш урын",
        r"мо[ий] (урок|класс|предмет|журнал)|my (lessons|classes|journal)|минем (дәрес|сыйныф|класс)",
        r"учител|педагог|\bteacher|\bdashboard\b|укытучы",
        r"\b(расписание|журнал|уроки|классы)\b|\b(timetable|lessons|classes|journal)\b|\bдәрес|\bсыйныф",
    ),
    "messenger": _MESSENGER,
    "connect": (
        r"(перейти|приступить) к (подключени|привязк)|(подключ|привяз|connect|link|тоташт|бәйлә)\w*.*\b(vk|вк)",
        r"^(подключить|привязать|связать|connect|link|тоташтыр\w*|бәйләү?)\b",
        r"войти (через|с) (vk|вк)|(sign|log) in with vk|vk id\b",
        r"подключени[ея]|привязк[аиу]",
    ),
    "open_messenger": (
        rf"\b(перейти|открыть|войти|зайти|open|go|enter|ач|күч)\w*\b.*({'|'.join(_MESSENGER)})",
        rf"^(к|в|во) .*({'|'.join(_MESSENGER)})|({'|'.join(_MESSENGER)}).*\b(ачу|ач|күчү|күч)\b",
        r"^(перейти|открыть|open|ачу|күчү)\b",
    ),
    "unlink": (
        r"\b(отвяз|отключ|отсоедин|разорв|unlink|disconnect|detach|unbind|аеру|өзәргә)\w*",
        r"\b(удалить|убрать|снять|remove|delete) (связь|привязк|профил|link|profile)",
    ),
}
"""What each thing is called, the likeliest words first."""
_HINTS: dict[Thing, str] = {
    "messenger": r"messenger|sferum|\bim\b|chats?\b|messages?\b|dialogs?\b|inbox|envelope|comment|bubble|\bvk\b",
    "sign_out": r"log-?_?out|sign-?_?out|\bexit\b|\bleave\b|quit",
    "office": r"\bdesk\b|office|workplace|workspace|cabinet|teacher",
}
"""What the address, id or class of a thing without a name says."""
_HARMFUL = re.compile(
    r"\b(отвяз|отключ|разорв|удал|сброс|очист|сохран|отправ|оплат|создать|добав|подпис|выйти|выход|заверш|покинуть"
    r"|unlink|disconnect|delet|remov|reset|save|send|submit|pay|creat|log-?_?out|sign-?_?out|leave|exit|чыгу|бетер|сакла)",
    re.IGNORECASE,
)
_CONNECTED = (
    r"подключ[её]н[аоы]?\b|привязан[аоы]?\b|связан[аоы]?\b|активирован[аоы]?\b|подключение (есть|установлено|активно)"
    r"|\b(is )?(connected|linked|active)\b|тоташ(тыр)?(ыл)?ган|бәйләнгән|кушылган"
)
_DENIED = (
    r"\b(не|not)\b[\s\w]*?(подключ|привяз|связан|активир|установ|connect|link|active)"
    r"|\b(нет|no) (подключ|привяз|связи|link)"
    r"|(подключени\w|привязк\w|связь) (отсутству|не |нет)|disconnected|unlinked|n't (connect|link)"
    r"|маган|мәгән|түгел"
)
_STATE = re.compile(f"{_CONNECTED}|{_DENIED}", re.IGNORECASE)
_DENIAL = re.compile(_DENIED, re.IGNORECASE)
_PARTS = re.compile(r"(?<=[.!?])\s+|\s*[\n;|•]\s*|\s+[—–]\s+")
_MAX_STATE_CHARS = 70
_STEPS = re.compile(r"\s*\b(?:ещё|еще|пока|всё|все|не|not|yet|currently)\b", re.IGNORECASE)
_SUFFIXES = {"түгел": "", "маган": "ган", "мәгән": "гән"}
_PARTICIPLE = re.compile(r"\b(подключ[её]н|привязан|связан|активирован|connected|linked)", re.IGNORECASE)
_SCHOOL = re.compile(
    r"(?:(?:гимназия|лицей|школа|сош|интернат|колледж|детский сад|school|gymnasium|lyceum|мәктәп|мәктәбе)"
    r"(?:\s+(?:имени\s+[\w.]+|[№N#]?\s?\d+[а-яa-z]?|«[^»]+»|\"[^\"]+\"))?|[№N]?\s?\d+\s*(?:нче|нчы)\s+(?:мәктәп|гимназия|лицей))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Guess:
    """What a thing is called; `others` might be it too, `note` says in Russian how sure it is."""

    label: ActionLabel
    others: list[str] = field(default_factory=list)
    note: str = ""


def rank_names(thing: Thing, names: Iterable[str]) -> list[str]:
    """Returns those of the names that may be the thing, the likeliest first: by its words, then the shortest."""
    scored = [(_score(thing, name), name) for name in dict.fromkeys(filter(None, map(strip_count, names)))]
    return [name for score, name in sorted((row for row in scored if row[0] is not None), key=_by_likelihood)]


def rank_hints(thing: Thing, hints: Iterable[str]) -> list[int]:
    """Returns the places of those things without a name whose address, id or class says that they are it."""
    pattern = re.compile(_HINTS.get(thing, r"(?!)"), re.IGNORECASE)
    return [index for index, hint in enumerate(hints) if pattern.search(hint.replace("_", "-"))]


def is_harmful(*texts: str) -> bool:
    """Returns whether pressing a thing with such a name or address may change something, or end the session."""
    return any(_HARMFUL.search(text) for text in texts)


def may_lead_on(name: str, hint: str) -> bool:
    """Returns whether a link can be followed to look around: it neither changes anything nor begins to connect."""
    return not is_harmful(name, hint.split(" ", 1)[0]) and not rank_names("connect", [name])


def find_states(texts: Iterable[str]) -> dict[State, list[str]]:
    """Returns the texts that say whether the messenger is connected; those that speak of it come first."""
    found: dict[State, list[str]] = {"connected": [], "not_connected": []}
    for part in dict.fromkeys(part.strip(" .!✓✔✅✗×") for text in texts for part in _PARTS.split(text)):
        if part and len(part) <= _MAX_STATE_CHARS and _STATE.search(part):
            found["not_connected" if _DENIAL.search(part) else "connected"].append(part)
    return {
        state: sorted(parts, key=lambda part: (_find_level(_MESSENGER, part), len(part)))
        for state, parts in found.items()
    }


def derive_state(state: State, text: str) -> str | None:
    """Returns how the other state is probably said: of «Чаты ещё не подключены», that it is «Чаты подключены»."""
    if state == "not_connected":
        derived = _PARTICIPLE.sub(lambda match: f"{'not' if match[1][0].isascii() else 'не'} {match[1]}", text, count=1)
    else:
        derived = _STEPS.sub("", text).strip()
        for suffix, replacement in _SUFFIXES.items():
            derived = derived.replace(suffix, replacement)
        derived = derived.strip()
        derived = derived[:1].upper() + derived[1:] if text[:1].isupper() else derived
    is_other = derived != text and bool(find_states([derived])[state])
    return derived if is_other else None


def find_school(texts: Iterable[str]) -> str | None:
    """Returns the title of the school, where a page names one."""
    return next((match[0].strip() for text in texts if (match := _SCHOOL.search(text))), None)


def strip_count(name: str) -> str:
    """Returns the name without what is counted beside it: «Чаты 3», «Чаты (12)»; a number of its own stays."""
    return (
        re.sub(r"(?<=\w)\s+[(\[]?\d{1,3}\+?[)\]]?$", "", name) if re.search(r"\D\s", name) and "№" not in name else name
    )


def describe_guess(label: ActionLabel) -> str:
    """Returns what a person calls the label: its last step."""
    return str(list_steps(label)[-1])


def _score(thing: Thing, name: str) -> int | None:
    level = _find_level(_WORDS[thing], name)
    is_other = (
        (thing in ("office", "messenger", "open_messenger", "connect") and is_harmful(name))
        or (thing in ("office", "messenger") and _find_level(_WORDS["connect"], name) < 2)
        or (thing == "office" and _find_level(_MESSENGER, name) < len(_MESSENGER))
    )
    return None if is_other or level == len(_WORDS[thing]) else level


def _find_level(patterns: tuple[str, ...], name: str) -> int:
    levels = (level for level, pattern in enumerate(patterns) if re.search(pattern, name, re.IGNORECASE))
    return next(levels, len(patterns))


def _by_likelihood(row: tuple[int | None, str]) -> tuple[int, int]:
    return row[0] or 0, len(row[1])
