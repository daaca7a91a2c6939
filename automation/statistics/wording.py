"""The Russian words for findings, the same on the page, in the workbook and in the terminal."""

from collections.abc import Iterable
from dataclasses import dataclass

from automation.statistics.findings import FindingKind
from automation.statistics.user_types import TypeCount


@dataclass(frozen=True)
class KindWording:
    """The title of a kind of finding, what to do about it, why it could not be checked, and its colour."""

    title: str
    advice: str
    unchecked: str
    fill: str
    """RRGGBB, light enough for black text on it."""


WORDS = {
    FindingKind.NOT_LINKED: KindWording(
        "Не привязаны к журналу",
        "В столбце «Связь с ЭЖ» стоит 0. Учителю нужно войти в журнал и привязать учебный профиль "
        "(методичка, разделы A и B).",
        "",
        "FBDAD7",
    ),
    FindingKind.FELL_SILENT: KindWording(
        "Замолчали",
        "В прошлом отчёте сообщения или звонки были, в этом нет ни одного.",
        "нет прошлого отчёта или столбца «Кол-во сообщений за 7 дней»",
        "FCE3C5",
    ),
    FindingKind.SILENT: KindWording(
        "Привязаны, но молчат",
        "За 7 дней ни сообщений, ни звонков. Если человек на самом деле пишет, то, возможно, с профиля-дублёра: "
        "сверьте ID из отчёта с тем, который виден у него в настройках VK Мессенджера (методичка, E-1 и E-2).",
        "в отчёте нет столбца «Кол-во сообщений за 7 дней»",
        "FDF0C8",
    ),
    FindingKind.TWO_IDS: KindWording(
        "Под двумя ID",
        "Одно ФИО в одной организации под разными ID: это профиль-дублёр или однофамильцы (методичка, E-1–E-3).",
        "в отчёте нет ID пользователей",
        "E3DDF5",
    ),
    FindingKind.POSSIBLY_TWO_IDS: KindWording(
        "Возможно, под двумя ID",
        "ФИО под разными ID одной организации похожи: буква другого алфавита вместо русской, другое написание, нет "
        "отчества или части фамилии, инициалы. Это может быть профиль-дублёр (методичка, E-1), но может и другой "
        "человек. Если неполному ФИО подходят двое, оно не названо.",
        "в отчёте нет ID пользователей",
        "EEEAF9",
    ),
    FindingKind.CONTRADICTORY: KindWording(
        "Строки противоречат друг другу",
        "За один день об одном ID сказано разное: привязан и нет, в одной роли активен и молчит, или под одним ID "
        "разные люди. Выше «Связь с ЭЖ» считается 0, если он есть хоть в одной строке, числа — наибольшие. "
        "Скачайте отчёт заново.",
        "в отчёте нет ID пользователей",
        "F8D9EC",
    ),
    FindingKind.GONE: KindWording(
        "Пропали из отчёта",
        "В прошлом отчёте этот человек был, в этом нет ни его ID, ни его ФИО: скорее всего, профиль откреплён от "
        "организации.",
        "нет прошлого отчёта",
        "D9EEF0",
    ),
    FindingKind.ABSENT: KindWording(
        "Есть в списке, нет в отчёте",
        "В отчёте этого ФИО нет: профиль не прикреплён к организации или записан под другим именем.",
        "список не дан",
        "DCE6F2",
    ),
}


def describe_type(count: TypeCount) -> str:
    """Returns what the reports say of the people of a type, in one line."""
    parts = [f"привязаны: {count.linked}", f"не привязаны: {count.not_linked}"]
    if count.silent is not None:
        parts.append(f"молчат: {count.silent}")
    return "; ".join(parts if count.checked else ["не проверены (параметр --types)", *parts])


def join_counts(counts: Iterable[tuple[str, int]]) -> str:
    """Returns «педагоги — 14, сотрудники — 4»."""
    return ", ".join(f"{title} — {people}" for title, people in counts)
