"""Addresses of the journal, and the HTTP method of each."""

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from examples.django_journal.views import accounts, chats, pages

urlpatterns = [
    path("", require_GET(pages.home), name="home"),
    path("sign-in", accounts.sign_in, name="sign-in"),
    path("sign-out", require_POST(accounts.sign_out), name="sign-out"),
    path("school", require_POST(accounts.change_school), name="school"),
    path("desk", require_GET(pages.workplace), name="workplace"),
    path("chats", require_GET(chats.card), name="chats"),
    path("chats/connect", require_POST(chats.connect), name="connect"),
    path("chats/disconnect", require_POST(chats.disconnect), name="disconnect"),
    path("vk/return", require_GET(chats.vk_return), name="vk-return"),
    path("vk/answer", require_POST(chats.vk_answer), name="vk-answer"),
    path("vk/done", require_GET(chats.vk_done), name="vk-done"),
    path("static/<path:name>", require_GET(pages.static_file), name="static"),
]
