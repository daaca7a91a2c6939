"""The calls of VK ID's clients in OpenAPI, made of the lists that strict mode checks them against."""

from functools import cache
from typing import Any

from flask import Blueprint, Response, jsonify

from mock_server.rules import protocol
from mock_server.rules.protocol import PARAMETERS, Operation

blueprint = Blueprint("description", __name__)

_ABOUT = (
    "OAuth 2.1 with PKCE as VK ID speaks it, and the exchange of a silent token. Parameters of the POST requests are "
    "taken from the query and from the form together; outside strict mode a body of another type will do too. A "
    "confidential application proves itself by `service_token`, beside `client_id`. `client_secret` in its place is "
    "not documented: the record of the request notes it, and strict mode refuses it."
)
_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


_SCHEMAS: dict[str, Any] = {
    "Error": _object({"error": _TEXT, "error_description": _TEXT}, {"state": _TEXT}),
    "Tokens": _object(
        {
            "access_token": _TEXT,
            "refresh_token": _TEXT,
            "id_token": _TEXT,
            "token_type": {"const": "Bearer"},
            "expires_in": _NUMBER,
            "user_id": _NUMBER,
            "scope": _TEXT,
            "state": _TEXT,
        }
    ),
    "Person": _object(
        {
            "user": _object(
                {
                    "user_id": _TEXT,
                    "first_name": _TEXT,
                    "last_name": _TEXT,
                    "avatar": _TEXT,
                    "verified": {"type": "boolean"},
                },
                {"phone": _TEXT, "email": _TEXT, "sex": {"enum": [0, 1, 2]}, "birthday": _TEXT},
            )
        }
    ),
    "Done": _object({"response": {"const": 1}}),
    "Keys": _object({"keys": {"type": "array", "items": {"type": "object"}}}),
    "ApiAnswer": {
        "oneOf": [
            _object({"response": _object({"access_token": _TEXT, "user_id": _NUMBER, "expires_in": _NUMBER})}),
            _object({"error": _object({"error_code": _NUMBER, "error_msg": _TEXT})}),
        ]
    },
}


@blueprint.get("/openapi/openapi.json")
def openapi() -> Response:
    """Returns the description."""
    return jsonify(_document())


@cache
def _document() -> dict[str, Any]:
    code, token = protocol.GRANTS["authorization_code"], protocol.GRANTS["refresh_token"]
    # The grants demand different parameters: those that both demand are required, the rest are optional.
    common = tuple(name for name in code.required if name in token.required)
    names = dict.fromkeys([*code.required, *code.optional, *token.required, *token.optional])
    grants = Operation(common, tuple(name for name in names if name not in common))
    return {
        "openapi": "3.1.0",
        "info": {"title": "VK ID", "version": "1", "description": _ABOUT},
        "paths": {
            "/authorize": {"get": _authorize()},
            "/oauth2/auth": {"post": _call("Exchange a code or a refresh token for tokens", grants, "Tokens")},
            "/oauth2/user_info": {"post": _call("Who the access token's owner is", protocol.USER_INFO, "Person")},
            "/oauth2/public_info": {"post": _call("The masked data of an id_token", protocol.PUBLIC_INFO, "Person")},
            "/oauth2/logout": {"post": _call("End the tokens of one login", protocol.LOGOUT, "Done")},
            "/oauth2/revoke": {"post": _call("Withdraw the person's consent", protocol.REVOKE, "Done")},
            "/.well-known/jwks.json": {"get": {"summary": "The key of id_tokens", "responses": _answers("Keys")}},
            "/method/auth.exchangeSilentAuthToken": {"post": _exchange()},
        },
        "components": {"schemas": _SCHEMAS},
    }


def _authorize() -> dict[str, Any]:
    html = {"text/html": {"schema": _TEXT}}
    return {
        "summary": "Where the browser is sent to sign in",
        "parameters": [
            {"name": name, "in": "query", "required": required, "description": PARAMETERS[name], "schema": _TEXT}
            for names, required in ((protocol.AUTHORIZE.required, True), (protocol.AUTHORIZE.optional, False))
            for name in names
        ],
        "responses": {
            "200": {"description": "an error, told to the page of the web SDK that opened the window", "content": html},
            "303": {"description": "to the screens, or back to the application with an error"},
            "400": {"description": "the application or its redirect address is not known", "content": html},
        },
    }


def _call(summary: str, operation: Operation, answer: str) -> dict[str, Any]:
    described = {name: {**_TEXT, "description": PARAMETERS[name]} for name in operation.required + operation.optional}
    body = _object({name: described[name] for name in operation.required}, described)
    refusals = {status: {"description": "refused", "content": _json("Error")} for status in ("400", "401")}
    return {"summary": summary, "requestBody": _form(body), "responses": {**_answers(answer), **refusals}}


def _exchange() -> dict[str, Any]:
    about = {
        "v": "version of VK's API",
        "token": "the silent token",
        "uuid": "as it came back with the silent token",
        "access_token": "the application's service token",
    }
    body = _object({name: {**_TEXT, "description": text} for name, text in about.items()}, {"code_verifier": _TEXT})
    return {
        "summary": "Exchange a silent token for an access token",
        "requestBody": _form(body),
        "responses": _answers("ApiAnswer"),
    }


def _form(body: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": body}}}


def _answers(schema: str) -> dict[str, Any]:
    return {"200": {"description": "done", "content": _json(schema)}}


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
