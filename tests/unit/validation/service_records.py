"""Records of requests as the sandbox gives them, for tests of what is read from them."""

from typing import Any


def record(operation: str, **fields: Any) -> dict[str, Any]:
    """Returns the record of a request that VK ID or Sferum answered; `fields` are those that matter to the test."""
    site = "sferum" if operation == "attach" else "vk_id"
    empty = {"site": site, "operation": operation, "method": "POST", "path": "/", "query": {}, "form": {}}
    return {**empty, "answer": {}, "status": 200, "notes": [], **fields}
