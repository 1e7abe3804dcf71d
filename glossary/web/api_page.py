"""A page that describes the API, made from its OpenAPI description.

FastAPI's own pages load their scripts from other sites, which the workbench must not need.
"""

from __future__ import annotations

import json
import shlex
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from glossary.web.api_examples import JOB
from glossary.web.pages import render

__all__ = ["operations", "router"]

router = APIRouter(include_in_schema=False)
EXAMPLE_ID = "unido-gi2td6muaty2"


@router.get("/api")
def api_page(request: Request) -> Response:
    host, root = request.headers.get("host", "127.0.0.1:8765"), request.app.state.settings.root_path
    base = f"{request.url.scheme}://{host}{root}"
    return render(request, "api.html", groups=operations(request.app, base), base=base)


def operations(app: FastAPI, base: str) -> dict[str, list[dict[str, Any]]]:
    """The operations of the API by tag, each with its parameters and examples, as a page shows them."""
    description = app.openapi()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            example = _example(body, description) if body else None
            groups.setdefault((operation.get("tags") or ["other"])[0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "name": operation["operationId"],
                    "summary": operation.get("summary", ""),
                    "description": operation.get("description", ""),
                    "parameters": [_parameter(one) for one in operation.get("parameters", ())],
                    "body": None if body is None else json.dumps(example, ensure_ascii=False, indent=2),
                    "answer": _answer(operation, description),
                    "curl": _curl(base, path, method, operation, example),
                }
            )
    return groups


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter.get("schema", {})
    kinds = [schema, *schema.get("anyOf", ())]
    values = next((one["enum"] for one in kinds if "enum" in one), None)
    values = values or next((one["items"]["enum"] for one in kinds if "enum" in one.get("items", {})), None)
    kind = next((one["type"] for one in kinds if one.get("type") not in (None, "null")), "")
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter.get("required", False),
        "type": " | ".join(values) if values else kind,
        "default": schema.get("default"),
        "description": parameter.get("description") or schema.get("description", ""),
    }


def _answer(operation: dict[str, Any], description: dict[str, Any]) -> str | None:
    for status in ("200", "201", "202"):
        schema = operation["responses"].get(status, {}).get("content", {}).get("application/json", {}).get("schema")
        if schema:
            return json.dumps(_example(schema, description), ensure_ascii=False, indent=2)
    return None


def _curl(base: str, path: str, method: str, operation: dict[str, Any], example: Any) -> str:
    query = {}
    for one in operation.get("parameters", ()):
        samples = one.get("schema", {}).get("examples") or one.get("examples")
        if one["in"] == "query" and samples and one.get("required"):
            query[one["name"]] = samples[0] if isinstance(samples, list) else next(iter(samples.values()))["value"]
    example_id = JOB["id"] if path.startswith(("/api/aligning/", "/api/taking/")) else EXAMPLE_ID
    address = base + path.replace("{id}", example_id) + (f"?{urlencode(query)}" if query else "")
    words = ["curl"] + (["-X", method.upper()] if method not in ("get", "post") else []) + [shlex.quote(address)]
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        words += [word for name in JOB["files"] for word in ("-F", f"files=@{name}")]
    if example is not None:
        words += [
            "-H",
            shlex.quote("Content-Type: application/json"),
            "-d",
            shlex.quote(json.dumps(example, ensure_ascii=False)),
        ]
    return " ".join(words)


def _example(schema: dict[str, Any], description: dict[str, Any], depth: int = 0) -> Any:
    """An example value of a schema: its own example if it has one, else one made from its parts."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _example(description["components"]["schemas"][name], description, depth + 1) if depth < 8 else {}
    for key in ("examples", "example", "default", "const", "enum"):
        if key in schema and schema[key] is not None:
            return schema[key][0] if key in ("examples", "enum") and isinstance(schema[key], list) else schema[key]
    for one in schema.get("anyOf", ()):
        return None if one.get("type") == "null" or depth else _example(one, description, depth + 1)
    kind = schema.get("type")
    if kind == "object":
        required = schema.get("required", ())
        properties = schema.get("properties", {})
        wanted = {n: s for n, s in properties.items() if n in required or "examples" in s or depth == 0}
        return {name: _example(one, description, depth + 1) for name, one in wanted.items()}
    if kind == "array":
        return [_example(schema["items"], description, depth + 1)] if "items" in schema and depth < 6 else []
    samples = {"integer": 0, "number": 0.5, "boolean": False, "string": "…"}
    return samples.get(kind or "")
