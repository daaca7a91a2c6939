"""The Russian words for findings, the same on the page, in the workbook and in the terminal."""

from dataclasses import dataclass

from automation.statistics.findings import Kind


@dataclass(frozen=True)
class Words:
    """How a kind of finding is called, what to do about it, why it could not be checked, and its colour."""

    title: str
    advice: str
    unchecked: str
    fill: str
    """RRGGBB, light enough for black text on it."""


WORDS = {
    Kind.NOT_LINKED: Words(
        "Не привязаны к журналу",
        "В столбце «Связь с ЭЖ» стоит 0. Учителю нужно войти в журнал и привязать учебный профиль "
        "(методичка, разделы A и B).",
        "",
        "FBDAD7",
    ),
    Kind.FELL_SILENT: Words(
        "Замолчали",
        "В прошлом отчёте сообщения или звонки были, в этом нет ни одного.",
        "нет прошлого отчёта или столбца «Кол-во сообщений за 7 дней»",
        "FCE3C5",
    ),
    Kind.SILENT: Words(
        "Привязаны, но молчат",
        "За 7 дней ни сообщений, ни звонков. Если человек на самом деле пишет, то, возможно, с профиля-дублёра: "
        "сверьте ID из отчёта с тем, который виден у него в настройках VK Мессенджера (методичка, E-1 и E-2).",
        "в отчёте нет столбца «Кол-во сообщений за 7 дней»",
        "FDF0C8",
    ),
    Kind.TWO_IDS: Words(
        "Под двумя ID",
        "Одно ФИО в одной организации под разными ID: это профиль-дублёр или однофамильцы (методичка, E-1–E-3).",
        "в отчёте нет ID пользователей",
        "E3DDF5",
    ),
    Kind.ABSENT: Words(
        "Есть в списке, нет в отчёте",
        "В отчёте этого ФИО нет: профиль не прикреплён к организации или записан под другим именем.",
        "список не дан",
        "DCE6F2",
    ),
}
