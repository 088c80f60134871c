"""The API: one FastAPI of its own under `/v1`, so that its 404 is a problem body and its schema is whole."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from aisle.app.modules import ROUTERS
from aisle.kit.problems import PROBLEM_MEDIA_TYPE, ProblemBody
from aisle.kit.web import install_problem_handlers

VERSION = "1"


def create_api() -> FastAPI:
    """Return the API without its book: `server` puts database, clock and identity on its state."""
    api = FastAPI(title="Aisle", version=VERSION, docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    for router in ROUTERS:
        api.include_router(router)
    install_problem_handlers(api)
    api.openapi = lambda: describe(api)  # type: ignore[method-assign]
    return api


def describe(api: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, every failure described as the problem body it really is."""
    if api.openapi_schema:
        return api.openapi_schema
    document = get_openapi(title=api.title, version=api.version, routes=api.routes, servers=[{"url": "/v1"}])
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    body = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= body.pop("$defs", {})
    schemas["ProblemBody"] = body
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    document["security"] = [{"bearer": []}]
    problem = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = problem
            operation["responses"].setdefault("422", {"description": "malformed", "content": problem})
            if "requestBody" in operation:
                operation["responses"].setdefault("413", {"description": "body-too-large", "content": problem})
    api.openapi_schema = document
    return document


def describe_as_text(api: FastAPI) -> str:
    """Return the document as it is kept in `openapi.json`: sorted, so that a difference shows what changed."""
    return json.dumps(describe(api), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
