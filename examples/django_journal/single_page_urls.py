"""Addresses of the journal as a single page: its screens, which are all one page, and the JSON API of its script."""

from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from examples.django_journal.views import api, pages, single_page

urlpatterns = [
    path("", require_GET(single_page.page), name="home"),
    path("sign-in", require_GET(single_page.page), name="sign-in"),
    path("desk", require_GET(single_page.page), name="workplace"),
    path("chats", require_GET(single_page.page), name="chats"),
    path("vk/return", require_GET(single_page.vk_return)),
    path("api/session", require_GET(api.session)),
    path("api/sign-in", require_POST(api.sign_in)),
    path("api/sign-out", require_POST(api.sign_out)),
    path("api/school", require_POST(api.change_school)),
    path("api/chats", require_GET(api.chats)),
    path("api/link-attempts", require_POST(api.start_attempt)),
    path("api/vk-answers", require_POST(api.accept_answer)),
    path("api/link", require_http_methods(["DELETE"])(api.disconnect)),
    path("static/<path:name>", require_GET(pages.static_file)),
]
