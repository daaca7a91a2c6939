"""The target file."""

import os
import re
from pathlib import Path

import pytest

from automation.journal_pages import fill_in_labels
from automation.target import Target, TargetError, load_target, read_target
from pages.labels import JournalLabels, Selector
from tests.target_files import TEACHER

SANDBOX = Target("песочница", "http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3", "http://127.0.0.1:4")

WHOLE = """
journal = "http://127.0.0.1:8011"
[client]
id = "52000001"
callback = "http://127.0.0.1:8011/vk/return"
[organization]
id = 700001
title = "Гимназия №7"
classes = ["6А"]
"""
OTHER_SCHOOL = """
[other_school]
teacher = "LOGIN"
id = 700005
title = "Школа №12"
enter = [{ press = "Там" }]
leave = [{ press = "Здесь" }]
"""


def test_whole_journal_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "s3cret")
    file = tmp_path / "vendor.toml"
    labels = '[labels]\nconnect = "Подключить"\nmessenger = { selector = "#chats" }\n'
    text = WHOLE.replace("[organization]", 'secret_variable = "SECRET"\n[organization]')
    file.write_text(f"{text}{labels}{TEACHER}", encoding="utf-8")
    target = read_target(file)
    assert target.name == "vendor"
    assert target.labels == JournalLabels(connect="Подключить", messenger=Selector("#chats"))
    assert target.client is not None
    assert target.client.secrets() == {"secret": "s3cret"}
    (teacher,) = target.list_teachers().values()
    assert (teacher.full_name, teacher.organization_id, teacher.role) == ("Иванова Анна", 700001, "teacher")
    assert teacher.password == os.environ["PATH"]


def test_teacher_of_two_schools_is_another_person_in_each(tmp_path: Path) -> None:
    file = tmp_path / "vendor.toml"
    school = OTHER_SCHOOL.replace("LOGIN", "ivanova") + 'person_id = "S-31"\nrole = "admin"\nclasses = ["5Б"]\n'
    file.write_text(f"{WHOLE}{school}{TEACHER}", encoding="utf-8")
    target = read_target(file)
    (teacher,) = target.list_teachers().values()
    assert target.other_school is not None
    other = target.other_school.describe_teacher(teacher)
    assert (other.organization_id, other.person_id, other.role, other.classes) == (700005, "S-31", "admin", ("5Б",))
    assert (other.login, other.phone) == (teacher.login, teacher.phone)


def test_file_names_some_sites_and_the_sandbox_gives_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "stand.toml"
    file.write_text('journal = "https://journal.example:8443"\n', encoding="utf-8")
    target = load_target(file, SANDBOX)
    assert (target.name, target.journal, target.vk_id) == (
        "stand",
        "https://journal.example:8443",
        SANDBOX.vk_id,
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('jurnal = "https://journal.example"', "строка 1: jurnal: такого ключа нет; возможно, journal"),
        ("journal = 5", "journal: нужен текст в кавычках"),
        ('journal = ""', "journal: нужен адрес без пути"),
        ('journal = "journal.example"', "journal: нужен адрес без пути"),
        ('journal = "https://journal.example/path"', "journal: нужен адрес без пути"),
        ('journal = "http://[::1"', "journal: нужен адрес без пути"),
        ("journal = ", "строка 1: это не TOML: здесь нужно значение"),
        ('services = "none"', 'строка 1: services: нужно одно из: "sandbox", "real"'),
        ('sign_in_path = "login"', "sign_in_path: нужен путь, который начинается с /"),
        ('allow_changes = "yes"', "allow_changes: нужно true или false, без кавычек"),
        ('[labels]\nlogin = "Логин"\nlogn = "Логин"', "строка 3: labels.logn: такого ключа нет; возможно, login"),
        ('[labels]\nlogin = { selektor = "#login" }', "строка 2: labels.login.selector: ключа нет"),
        ('[labels]\nlogin = { selektor = "#login" }', "строка 2: labels.login.selektor: такого ключа нет"),
        ("[labels]\nlogin = 5", 'labels.login: нужен текст в кавычках или { selector = "…" }'),
        ('[labels]\nlogin = "Логин"\nsign_in = ""', "строка 3: labels.sign_in: текст не может быть пустым"),
        ('[labels]\nsign_in = "\N{NO-BREAK SPACE} "', "строка 2: labels.sign_in: текст не может быть пустым"),
        ('[labels]\nerror = { selector = "" }', "строка 2: labels.error.selector: текст не может быть пустым"),
        ("[labels]\nunlink = []", "строка 2: labels.unlink: путь нажатий не может быть пустым"),
        ('[labels]\nunlink = ["⋮", ""]', "строка 2: labels.unlink.1: текст не может быть пустым"),
        ('[labels]\nunlink = ["⋮", 5]', 'labels.unlink.1: нужен текст в кавычках или { selector = "…" }'),
        ("[labels]\nunlink = 5", 'текст в кавычках или { selector = "…" } или список из них: путь нажатий'),
        ('[labels]\nlogin = ["Логин"]', 'строка 2: labels.login: нужен текст в кавычках или { selector = "…" }'),
        ('[labels]\nsign_out = ["{name}", "Выйти"]', "labels.sign_out.0: подстановки {name} нет; есть {login}, "),
        ('dismiss = "Принять"', "строка 1: dismiss: нужен список в квадратных скобках"),
        ('dismiss = ["Принять", ""]', "строка 1: dismiss.1: текст не может быть пустым"),
        ('sign_in_steps = [{ pres = "Войти" }]', "sign_in_steps.0.pres: такого ключа нет; возможно, press"),
        ('sign_in_steps = [{ press = "A", login = "B" }]', "sign_in_steps.0: нужно ровно одно из: press, login, "),
        ('sign_in_steps = [{ choose = "Школа" }]', "sign_in_steps.0: option нужен шагу choose, и только ему"),
        (
            'sign_in_steps = ["Войти"]',
            "sign_in_steps.0: нужна таблица с ключами press, login, password, choose, option",
        ),
        (
            f'sign_in_steps = [{{ login = "Логин" }}]\n{WHOLE}{TEACHER}',
            'строка 1: sign_in_steps: нет шага { password = "…" }: так учителю не войти',
        ),
        (
            'missing = ["unlink"]',
            "строка 1: missing: кнопки «Отвязать» нет, и отвязывать учителя между проверками нечем",
        ),
        ('[unlinking]\nurl = "x"', 'строка 2: unlinking.url: ключ есть, а действует он только при way = "http"'),
        (
            WHOLE + TEACHER.replace("password_variable", "# "),
            "строка 11: teachers.0: нужен password_variable, а при входе без пароля — session",
        ),
        ("labels = 5", "строка 1: labels: нужна таблица с ключами login, password, "),
        ("teachers = 5", "строка 1: teachers: нужна таблица [[teachers]], в двойных скобках"),
        ("missing = 5", "строка 1: missing: нужен список в квадратных скобках"),
        ('name = " "', "строка 1: name: текст не может быть пустым"),
        ('[client]\nid = "1"\ncallback = ""', "строка 3: client.callback: текст не может быть пустым"),
        ('[client]\nid = "1"\ncallback = "x"\nsecret_variable = "BLANK"', "переменная окружения BLANK пуста"),
        ('[limits]\npage_s = "soon"', "строка 2: limits.page_s: нужно число без кавычек"),
        ("[limits]\npage_s = 0", "limits.page_s: нужно число больше 0"),
        ("[limits]\npage_s = 31", "limits.page_s: нужно число не больше 30"),
        ('[organization]\nid = 0\ntitle = "x"', "organization.id: нужно число не меньше 1"),
        ('missing = ["unlinking"]', "строка 1: missing.0: нужно одно из: "),
        ('[unlinking]\nway = "http"', 'строка 1: unlinking.url: ключа нет, а для way = "http" он обязателен'),
        ('[unlinking]\nway = "command"', 'unlinking.command: ключа нет, а для way = "command" он обязателен'),
        (
            """[unlinking]\nway = "command"\ncommand = "stand 'unlink {login}\"""",
            "строка 3: unlinking.command: кавычка не закрыта",
        ),
        (
            "code_command = 'code \\'",
            "строка 1: code_command: кавычка не закрыта или последний знак — обратная косая черта",
        ),
        (
            '[unlinking]\nway = "http"\nurl = "x"\nheaders = { Key = "$NOT_SET" }',
            "строка 4: unlinking.headers.Key: переменная окружения NOT_SET не задана",
        ),
        ('[client]\nid = "1"\ncallback = "x"\nsecret_variable = "NOT_SET"', "строка 4: client.secret_variable: "),
        ('[client]\nid = "abc"\ncallback = "x"', "строка 2: client.id: нужен номер из цифр"),
        ('[client]\nid = "1"', "строка 1: client.callback: ключа нет, а он обязателен"),
        ('[bridge]\n"https://journal.example" = "here"', "строка 2: bridge.https://journal.example: "),
        ('[bridge]\n"journal" = "https://journal.example"', "строка 2: bridge.journal: нужен адрес без пути"),
        (f"{TEACHER}", "organization: ключа нет, а для проверки журнала он обязателен"),
        (f'services = "real"\n{TEACHER}', "vk_id: ключа нет, а для проверки журнала он обязателен"),
        (f"{WHOLE}{TEACHER}{TEACHER}", "строка 19: teachers.1.login: такое значение уже есть у другого учителя"),
        (f'{WHOLE}{TEACHER}classes = ["9Я"]', "строка 17: teachers.0.classes: в organization.classes нет 9Я"),
        (
            f"{WHOLE}{TEACHER}{OTHER_SCHOOL.replace('LOGIN', 'petrov')}",
            "строка 19: other_school.teacher: учителя petrov в [[teachers]] нет",
        ),
        (f"{WHOLE}{OTHER_SCHOOL.replace('5', '1')}{TEACHER}", "other_school.id: это та же организация, что и в [org"),
        (OTHER_SCHOOL.replace("enter", "go"), "other_school.enter: ключа нет, а он обязателен"),
        (OTHER_SCHOOL.replace('[{ press = "Там" }]', "[]"), "строка 6: other_school.enter: нужен хотя бы один шаг"),
        (WHOLE + TEACHER.replace("+7900", "8 900"), "строка 16: teachers.0.phone: нужен номер вида +79005550101"),
        (f"{WHOLE}{TEACHER}birth_date = 1985-04-12T00:00:00", "teachers.0.birth_date: нужна дата без времени"),
    ],
)
def test_mistake_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, complaint: str
) -> None:
    monkeypatch.setenv("BLANK", " ")
    file = tmp_path / "stand.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TargetError) as refused:
        load_target(file, SANDBOX)
    assert complaint in str(refused.value)
    assert all(line.startswith(str(file)) for line in str(refused.value).splitlines())
    assert not re.search("[a-z]{3,} [a-z]{3,}", str(refused.value).replace(str(file), "")), "English"


def test_all_mistakes_are_named_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "stand.toml"
    file.write_text(
        'jurnal = "x"\nvk_id = "y"\n[client]\nid = 1\n[unlinking]\nway = "http"\n'
        + TEACHER.replace("phone", "telephone"),
        encoding="utf-8",
    )
    with pytest.raises(TargetError) as refused:
        read_target(file)
    keys = [line.removeprefix(str(file)).split(": ")[1] for line in str(refused.value).splitlines()]
    assert keys == [
        *("journal", "organization"),  # they are nowhere in the file
        *("jurnal", "vk_id", "client.callback", "client.id", "unlinking.url"),
        *("teachers.0.phone", "teachers.0.telephone"),
    ]


def test_same_mistake_of_a_key_and_its_value_is_told_once(tmp_path: Path):
    file = tmp_path / "target.toml"
    file.write_text('[bridge]\n"x" = "y"\n', encoding="utf-8")
    with pytest.raises(TargetError) as refused:
        read_target(file)
    assert str(refused.value) == f"{file}, строка 2: bridge.x: нужен адрес без пути, вида https://journal.example"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a = 1 b", "строка 1, столбец 7: это не TOML: после значения нужна новая строка"),
        ('a = "x', "строка 1: это не TOML: текст не закрыт кавычкой"),
        ('\na = "x\ny"', "строка 2, столбец 7: это не TOML: недопустимый знак"),
        ("a = [1", "строка 1: это не TOML: список не закрыт скобкой ]"),
        ("a = 1\na = 2", "строка 2: это не TOML: этот ключ уже есть в таблице"),
        ("[a]\n[a]", "строка 2, столбец 3: это не TOML: эта таблица уже есть в файле"),
        ("имя = 1", "строка 1, столбец 1: это не TOML: здесь нужен ключ из латинских букв"),
        (f"a = {'[' * 5000}", "это не TOML: слишком много вложенных скобок"),
    ],
)
def test_file_that_is_no_toml_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "stand.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TargetError) as refused:
        read_target(file)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_bytes_of_the_file_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "stand.toml"
    file.write_bytes("\ufeffname = 'Стенд'\r\n".encode())
    target = read_target(file)
    assert (target.name, target.content) == ("Стенд", file.read_bytes())


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"absent\.toml: файл не прочитать: такого файла нет"):
        load_target(tmp_path / "absent.toml", SANDBOX)


@pytest.mark.parametrize(
    "text",
    [
        'missing = ["unlink"]\n[unlinking]\nway = "http"\nurl = "x"',
        'missing = ["unlink"]\nservices = "real"',
        'missing = ["office", "sign_out", "open_messenger"]',
        'sign_in_steps = [{ press = "Войти" }]',
        'dismiss = ["Принять", { selector = "#news .close" }]',
        '[labels]\ncard = "Чаты"\nsign_out = ["{last_name} {initials}", { selector = "#out" }]',
    ],
)
def test_what_fits_together_is_accepted(tmp_path: Path, text: str) -> None:
    file = tmp_path / "stand.toml"
    file.write_text(text, encoding="utf-8")
    read_target(file)


def test_labels_have_the_teachers_own_names(tmp_path: Path) -> None:
    file = tmp_path / "stand.toml"
    labels = '[labels]\nsign_out = ["{last_name} {initials}", "Выйти"]\nerror = { selector = "#{login}" }\n'
    file.write_text(f'{WHOLE}{labels}{TEACHER}patronymic = "Олеговна"', encoding="utf-8")
    target = read_target(file)
    (teacher,) = target.list_teachers().values()
    filled = fill_in_labels(target, teacher)
    assert (filled.sign_out, filled.error) == (["Иванова А. О.", "Выйти"], Selector("#ivanova"))
    assert filled.connect == target.labels.connect
