"""Writes a draft as a target file: what was guessed, what else it might be, and what is still to be written in."""

import textwrap
from dataclasses import dataclass, fields

from automation.addresses import parse_host
from pages.labels import JournalLabels, quote_label, quote_text
from pages.page_names import describe_names
from pages.sign_in_survey import format_sign_in_steps
from report.masking import mask
from validation.authorize_watch import is_vk_host
from validation.target_draft import Draft, DraftTeacher

_WIDTH = 116
_NAMES_LIMIT = 25
_SIGN_IN_LABELS = {"login": "login", "password": "password", "press": "sign_in"}
_HEAD = """\
# Файл цели, написанный командой `target init` по страницам журнала. «Ещё подходит» — то, что могло бы стоять на этом
# месте. Где сказано ВПИШИТЕ, журнал этого на экране не показывает. Все ключи объясняет docs/target.toml, файл
# проверяет `target check`."""
_NOT_SEEN = "на экране не было: показано, как это называет методичка"
_PHONE = "+7900555{0:04}"
_FIRST_PHONE = 8001


@dataclass(frozen=True)
class Settings:
    """What the person said, and no page shows."""

    password_variable: str
    sandbox: str | None = None
    organization_id: int | None = None
    stand: tuple[str, ...] = ()
    """The lines of `[stand]`."""


def format_target(draft: Draft, settings: Settings) -> str:
    """Returns the text of the target file."""
    blocks = [
        [_HEAD],
        _format_top(draft, settings),
        _format_labels(draft),
        _format_pages(draft),
        _format_client(draft),
        _format_organization(draft, settings),
        _format_unlinking(draft),
        ["[stand]", *settings.stand] if settings.stand else [],
        _format_bridge(draft),
        *(_format_teacher(at, teacher, settings) for at, teacher in enumerate(draft.teachers)),
        _format_further_teachers(draft),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def list_sign_in_labels(draft: Draft) -> dict[str, str]:
    """Returns the labels of the form as the file has them, by their keys; of several screens, the last of each kind."""
    return {_SIGN_IN_LABELS[step.kind]: quote_label(step.label) for step in draft.steps if step.kind in _SIGN_IN_LABELS}


def _format_top(draft: Draft, settings: Settings) -> list[str]:
    lines = [
        f"name = {quote_text(draft.school or parse_host(draft.journal))}",
        f"journal = {quote_text(draft.journal)}",
    ]
    lines += [f"sandbox = {quote_text(settings.sandbox)}"] if settings.sandbox else []
    if draft.authorize is None:
        lines.append('# protocol = "oauth"   # или "silent-token"; target init --connect узнаёт это сам')
    else:
        lines.append(f'protocol = "{"silent-token" if draft.authorize.is_silent_token else "oauth"}"')
    lines += [f"sign_in_path = {quote_text(draft.sign_in_path)}"] if draft.sign_in_path != "/" else []
    missing = [name for name, is_there in (("office", draft.has_office), ("unlink", draft.has_unlink)) if not is_there]
    lines += [f"missing = [{', '.join(map(quote_text, missing))}]"] if missing else []
    if draft.steps and not draft.is_simple_form:
        lines += ["# Вход по шагам, как он показан на страницах.", format_sign_in_steps(draft.steps)]
        lines += [line for offered in draft.lists for line in _comment(str(offered))]
    if draft.dismiss:
        labels = ", ".join(map(quote_label, draft.dismiss))
        lines += ["# Что закрывать, где бы оно ни появилось.", f"dismiss = [{labels}]"]
    return lines


def _format_labels(draft: Draft) -> list[str]:
    lines, sign_in = ["[labels]"], list_sign_in_labels(draft)
    for field in fields(JournalLabels):
        if field.name in sign_in:
            lines.append(f"{field.name} = {sign_in[field.name]}")
        elif guess := draft.guesses.get(field.name):
            lines.append(f"{field.name} = {quote_label(guess.label)}{f'   # {guess.note}' if guess.note else ''}")
            lines += _comment(f"ещё подходит: {', '.join(map(quote_text, guess.others))}") if guess.others else []
        elif default := getattr(JournalLabels(), field.name):
            lines += [f"# {field.name} = {quote_label(default)}   # {_NOT_SEEN}"]
    return lines


def _format_pages(draft: Draft) -> list[str]:
    """Returns the names of each page as comments: what labels may be taken from."""
    lines = ["# Что показывают страницы журнала; имена людей скрыты."] if draft.pages else []
    for page, names in draft.pages.items():
        lines += _comment(f"{page[:1].upper()}{page[1:]}: {describe_names(names, limit=_NAMES_LIMIT, kind='text')}")
    return lines


def _format_client(draft: Draft) -> list[str]:
    if draft.authorize is None:
        return [
            "# Приложение журнала в VK ID. ВПИШИТЕ и снимите комментарий, или запустите target init с --connect.",
            "# [client]",
            '# id = "…"                     # номер приложения',
            f"# callback = {quote_text(draft.journal + '/…')}   # адрес возврата, буква в букву",
            '# secret_variable = "…"        # переменная окружения, в которой его секрет',
        ]
    lines = [
        "# Приложение журнала в VK ID: так журнал назвал себя, когда открывал VK ID.",
        "[client]",
        f"id = {quote_text(draft.authorize.client_id)}",
        f"callback = {quote_text(draft.authorize.callback)}",
        '# secret_variable = "…"   # ВПИШИТЕ переменную окружения с секретом приложения; без него — kind = "public"',
    ]
    if draft.authorize.is_silent_token:
        lines.append('# service_token_variable = "…"   # ВПИШИТЕ переменную, в которой сервисный ключ доступа')
    if draft.authorize.scope:
        lines += _comment(f"права, которые просит журнал: {draft.authorize.scope}")
    return lines


def _format_organization(draft: Draft, settings: Settings) -> list[str]:
    title = f"title = {quote_text(draft.school)}" if draft.school else '# title = "…"   # ВПИШИТЕ название школы'
    number = settings.organization_id
    return [
        "# Организация, как журнал называет её Сферуму.",
        "[organization]",
        "# id = 0   # ВПИШИТЕ номер организации в Сферуме" if number is None else f"id = {number}",
        title,
        '# classes = ["6А"]   # коды классов, которыми журнал называет их Сферуму',
    ]


def _format_unlinking(draft: Draft) -> list[str]:
    if draft.has_unlink:
        return []
    return [
        "# Кнопки «Отвязать» на карточке нет. ВПИШИТЕ, чем отвязывать учителя между проверками: http или command.",
        "# [unlinking]",
        '# way = "http"',
        f"# url = {quote_text(draft.journal + '/…')}",
        '# form = { login = "{login}" }',
    ]


def _format_bridge(draft: Draft) -> list[str]:
    is_vks = draft.authorize is not None and is_vk_host(draft.authorize.host)
    if not (draft.asks_vk_hosts or is_vks):
        return []
    return ["# Страницы журнала обращаются к узлам самого VK: за них отвечает песочница.", "[bridge]"]


def _format_teacher(at: int, teacher: DraftTeacher, settings: Settings) -> list[str]:
    lines = [
        "[[teachers]]",
        f"login = {quote_text(teacher.login)}",
        f"password_variable = {quote_text(settings.password_variable)}",
    ]
    for key in ("last_name", "first_name", "patronymic"):
        value = getattr(teacher, key)
        lines.append(f"{key} = {quote_text(value)}" if value else f'# {key} = "…"   # ВПИШИТЕ, как в журнале')
    return [
        *lines,
        f'phone = "{_PHONE.format(_FIRST_PHONE + at)}"   # придуман: с песочницей годится любой, с VK — свой',
        '# person_id = "…"   # под каким номером журнал называет учителя Сферуму',
        "# classes = []      # из organization.classes",
    ]


def _format_further_teachers(draft: Draft) -> list[str]:
    if len(draft.teachers) > 1:
        return []
    ways = "ещё один раздел [[teachers]], или target init с двумя --login"
    return _comment(f"Проверкам нужны два учителя: {ways}. Переменная с паролем у каждого может быть своя.")


def _comment(text: str) -> list[str]:
    return textwrap.wrap(mask(text), _WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False)
