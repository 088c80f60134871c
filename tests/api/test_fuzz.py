"""Fuzz over every operation: no answer of 5xx, no breach of the described schema, whatever is sent."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from aisle.app.api import create_api, describe
from tests import books
from tests.servers import Person, house_over, serving, signed_up

EXAMPLES = int(os.environ.get("AISLE_TEST_FUZZ_EXAMPLES", "25"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def person(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """An owner on a served book of this module's own."""
    folder = tmp_path_factory.mktemp("fuzz")
    with (
        books.sqlite_book(sqlite_template, folder) as database,
        serving(house_over(database, folder)) as client,
        signed_up(client) as owner,
    ):
        yield owner


schema = schemathesis.openapi.from_dict(describe(create_api()))


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_operation_breaks(case: schemathesis.Case[Any], person: Person) -> None:
    headers = {"Authorization": person.client.headers["Authorization"]}
    case.call_and_validate(base_url=str(person.client.base_url.join("/v1")), headers=headers, checks=CHECKS, timeout=30)
