"""The e-journal of «Лицей №3»: FastAPI, linked with Sferum by `@vkontakte/superappkit` and VK's silent tokens.

Some of its things have no name that a test could find them by, as in many a real journal. Their selectors:

- `#user`, `#pass`: the fields of the sign-in form;
- `#nav-messages`: the envelope at the top that leads to the card;
- `.flash.bad`, `.flash.ok`: what went wrong, what went well.

There is no button for unlinking: a stand is put back by `POST /stand/unlink`, see `app.unlink`.
"""
