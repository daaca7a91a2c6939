"""A Flask application that signs people in with `social-auth-core`'s VK ID: only addresses are changed."""

from typing import Any, ClassVar, cast
from urllib.parse import urljoin

from flask import Flask, Response, jsonify, redirect, request, session
from social_core.backends.vk import VKIDOAuth2
from social_core.exceptions import SocialAuthBaseException
from social_core.storage import BaseStorage, NonceMixin
from social_core.strategy import BaseStrategy
from werkzeug.wrappers import Response as AnyResponse


def create_app(vk_id: str, client: dict[str, str]) -> Flask:
    """`vk_id` is VK ID's origin. `client` is read in each request: its `id`."""
    app = Flask(__name__)
    app.secret_key = "of the tests"

    class OwnAddresses(VKIDOAuth2[AnyResponse]):
        AUTHORIZATION_URL = f"{vk_id}/authorize"
        ACCESS_TOKEN_URL = f"{vk_id}/oauth2/auth"
        USER_INFO_URL = f"{vk_id}/oauth2/user_info"

    def backend() -> OwnAddresses:
        return OwnAddresses(_Strategy(client, _Storage), "/complete")

    @app.get("/")
    def sign_in() -> AnyResponse:
        return backend().start()

    @app.get("/complete")
    def complete() -> AnyResponse:
        try:
            return cast(Response, backend().complete())
        except SocialAuthBaseException as refused:
            return jsonify(refused=type(refused).__name__, reason=str(refused))

    @app.post("/refresh")
    def refresh() -> Response:
        return jsonify(backend().refresh_token(request.form["refresh_token"], device_id=request.form["device_id"]))

    return app


class _Nonces(NonceMixin):
    _used: ClassVar[set[tuple[str, int, str]]] = set()

    @classmethod
    def use(cls, server_url: str, timestamp: int, salt: str) -> bool:
        is_new = (server_url, timestamp, salt) not in cls._used
        cls._used.add((server_url, timestamp, salt))
        return is_new

    @classmethod
    def consume(cls, server_url: str, timestamp: int, salt: str) -> bool:
        was_used = (server_url, timestamp, salt) in cls._used
        cls._used.discard((server_url, timestamp, salt))
        return was_used


class _Storage(BaseStorage):
    nonce = _Nonces


class _Strategy(BaseStrategy[AnyResponse]):
    """What `social-auth-core` needs of the framework that it is used in."""

    def __init__(self, client: dict[str, str], storage: type[BaseStorage]) -> None:
        super().__init__(storage)
        self._settings = {"SOCIAL_AUTH_VK_ID_KEY": client["id"], "SOCIAL_AUTH_VK_ID_SECRET": ""}

    def get_setting(self, name: str) -> Any:
        if name in self._settings:
            return self._settings[name]
        raise AttributeError(name)

    def get_pipeline(self, backend: Any = None) -> list[str]:
        return [f"{__name__}.return_person"]

    def request_data(self, merge: bool = True) -> dict[str, Any]:
        return dict(request.values)

    def redirect(self, url: str) -> AnyResponse:
        return redirect(url)

    def build_absolute_uri(self, path: str | None = None) -> str:
        return urljoin(request.host_url, path or "")

    def session_get(self, name: str, default: Any = None) -> Any:
        return session.get(name, default)

    def session_set(self, name: str, value: Any) -> None:
        session[name] = value

    def session_pop(self, name: str) -> Any:
        return session.pop(name, None)


def return_person(response: dict[str, Any], **_rest: Any) -> Response:
    """Returns what the backend learned of the person: the whole pipeline, which creates no account."""
    return jsonify(response)
