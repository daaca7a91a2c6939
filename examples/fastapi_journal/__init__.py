"""The e-journal of «Лицей №3»: FastAPI, linked with Sferum by `@vkontakte/superappkit` and VK's silent tokens.

Some of its elements have no name that a test could find them by, as in many real journals. Their selectors:

- `#user`, `#pass`: the fields of the sign-in form;
- `#nav-messages`: the envelope at the top that leads to the card;
- `.flash.bad`, `.flash.ok`: messages about a failure and a success.

There is no button for unlinking. Tests unlink a teacher by `POST /stand/unlink`, see `app.unlink`.
"""
