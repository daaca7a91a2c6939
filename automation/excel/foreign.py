"""Recognizes files that are no workbook of today's Excel, and says what to do with them."""

from typing import IO
from zipfile import is_zipfile

_SAVE_AS = "откройте в Excel и сохраните как .xlsx"
_HEAD_BYTES = 2**12
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_HTML = (b"<html", b"<!doctype html", b"<head", b"<meta", b"<style", b"<table")


def explain_foreign_file(file: IO[bytes]) -> str | None:
    """Returns why the file cannot be read, as the end of a line; None for a zip archive, which a workbook is."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head:
        return "файл пуст: в нём 0 байт"
    if head.startswith(b"PK"):
        return f"это книга LibreOffice (.ods): {_SAVE_AS}" if _OPEN_DOCUMENT in head else None
    if head.startswith(_OLD_EXCEL):
        if _ENCRYPTED in head + file.read():
            return "книга защищена паролем: откройте в Excel и сохраните без пароля"
        return f"это книга старого Excel (.xls): {_SAVE_AS}"
    return None if is_zipfile(file) else _explain_text(head)  # something may stand before an archive


def _explain_text(head: bytes) -> str:
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if plain.startswith(_HTML) or b"<html" in plain:
        return f"это веб-страница (HTML), а не книга Excel: {_SAVE_AS}"
    if plain.startswith(b"<?xml"):
        return f"это XML, а не книга Excel: {_SAVE_AS}"
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if wide or not any(byte < ord(" ") and byte not in b"\t\r\n\f" for byte in head):
        return f"это текст (возможно, .csv), а не книга Excel: {_SAVE_AS}"
    return "это не книга Excel (.xlsx), или файл повреждён"
