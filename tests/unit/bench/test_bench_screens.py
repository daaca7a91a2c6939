"""What the clients of `make bench` read of a screen."""

from benchmarks.screens import read_form

SCREEN = """
<form method="post" action="/login?id=1&amp;step=2">
  <input type="hidden" name="token" value="a&quot;b">
  <input type="radio" name="profile_id" value="7"><input type="radio" name="profile_id" value="8" checked>
  <input type="radio" name="sex" value="female"><input name="code" autofocus>
</form>
<form action="/refusal"><input name="no"></form>
"""


def test_first_form_is_read_with_what_is_chosen_and_filled_in() -> None:
    assert read_form(SCREEN) == (
        "post",
        "/login?id=1&step=2",
        {"token": 'a"b', "profile_id": "8", "code": ""},
    )


def test_page_without_a_form_has_none() -> None:
    assert read_form("<p>Готово</p>") is None
