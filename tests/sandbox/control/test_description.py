"""The descriptions of the control API, of the journal's and of Sferum's: whole, and true."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from mock_server.context import Sandbox

METHODS = {"get", "put", "post", "delete", "patch"}
SEVERAL = {"PUT /api/": {"200", "201"}, "GET /v2/external-partners/check-for-": {"200", "204"}}
"""Operations whose success has two statuses: linked anew or before, linked or not."""


@pytest.fixture(scope="module", params=["control", "journal", "sferum"])
def description(own_sandbox: Sandbox, request: pytest.FixtureRequest) -> dict[str, Any]:
    address = getattr(own_sandbox.addresses, request.param)
    answer = httpx.get(f"{address}/openapi/openapi.json", trust_env=False, verify=False)
    assert answer.headers["Content-Type"] == "application/json"
    document: dict[str, Any] = answer.json()
    return document


@pytest.fixture(scope="module")
def control_description(own_sandbox: Sandbox) -> dict[str, Any]:
    url = f"{own_sandbox.addresses.control}/openapi/openapi.json"
    document: dict[str, Any] = httpx.get(url, trust_env=False, verify=False).json()
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS & item.keys():
            yield f"{method.upper()} {path}", item[method]


def nodes(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for child in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from nodes(child)


def test_document_is_openapi_3_1(description: dict[str, Any]) -> None:
    """Описание управления — документ OpenAPI 3.1."""
    assert re.fullmatch(r"3\.1\.\d+", description["openapi"])
    assert description["info"]["title"]
    assert description["info"]["version"]
    assert description["info"]["description"]


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    """Каждая ссылка описания куда-то ведёт."""
    components = {f"#/components/{kind}/{name}" for kind, named in description["components"].items() for name in named}
    used = {node["$ref"] for node in nodes(description) if isinstance(node.get("$ref"), str)}
    assert used
    assert used - components == set()


def test_every_parameter_of_a_path_is_described(description: dict[str, Any]) -> None:
    """Описан каждый параметр пути."""
    for name, operation in operations(description):
        described = {param["name"] for param in operation.get("parameters", []) if param["in"] == "path"}
        assert described == set(re.findall(r"{(\w+)}", name)), name


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(description: dict[str, Any]) -> None:
    """У каждого действия своё имя и сказано, что оно делает."""
    described_operations = [operation for _, operation in operations(description)]
    assert len({operation["operationId"] for operation in described_operations}) == len(described_operations)
    assert all(operation["summary"] and operation["description"] for operation in described_operations)


def test_every_operation_describes_its_refusals(description: dict[str, Any]) -> None:
    """У каждого действия описаны его отказы."""
    for name, operation in operations(description):
        statuses = set(operation["responses"])
        assert any(status.startswith("2") for status in statuses), name
        refusals = {status for status in statuses if status.startswith("4")}
        assert refusals & {"400", "422"}, name
        for status in refusals:
            schema = operation["responses"][status]["content"]["application/json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Refusal"}, f"{name} {status}"


def test_success_has_one_status(description: dict[str, Any]) -> None:
    """Успех описан одним кодом ответа.

    An operation that answers 201 does not also promise a 200 that never comes.
    """
    for name, operation in operations(description):
        promised = {status for status in operation["responses"] if status.startswith("2")}
        several = next((statuses for start, statuses in SEVERAL.items() if name.startswith(start)), None)
        assert promised == (several or promised & {min(promised)}), name


def test_every_endpoint_is_described(own_sandbox: Sandbox, control_description: dict[str, Any]) -> None:
    """Описан каждый адрес управления."""
    views = {name for name in own_sandbox.operations["control"] if not name.startswith(("openapi", "doc_url"))}
    assert len(list(operations(control_description))) == len(views)


def test_token_is_part_of_the_description(control_description: dict[str, Any]) -> None:
    """Токен управления есть в описании."""
    scheme = control_description["components"]["securitySchemes"]["token"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert control_description["security"] == [{"token": []}, {}], "without a token where the sandbox has none"


def test_answers_keep_their_description(
    own_sandbox: Sandbox, control: httpx.Client, control_description: dict[str, Any]
) -> None:
    """Ответы управления соответствуют своему описанию."""
    organization = control.post("/organizations", json={"title": "Школа"}).json()
    answers = {
        ("/health", "200"): control.get("/health").json(),
        ("/organizations/{organization_id}", "200"): control.get(f"/organizations/{organization['id']}").json(),
        ("/people/{phone}", "200"): control.get("/people/+79001234567").json(),
        ("/people/{phone}/codes", "200"): control.get("/people/+79001234567/codes").json(),
    }
    for (path, status), answer in answers.items():
        reference = control_description["paths"][path]["get"]["responses"][status]["content"]["application/json"]
        schema = control_description["components"]["schemas"][reference["schema"]["$ref"].rpartition("/")[2]]
        assert set(schema["required"]) <= set(answer) <= set(schema["properties"]), path
    assert own_sandbox.addresses.journal == answers["/health", "200"]["journal"]
