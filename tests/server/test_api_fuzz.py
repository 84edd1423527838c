"""The API under thousands of odd requests: no answer is a failure of the server, and each is one that is described."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.openapi.checks import AcceptedNegativeData  # noqa: F401
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from schemathesis.specs.openapi.checks import status_code_conformance

from tests.builders import HOST_KEY, Json, Room
