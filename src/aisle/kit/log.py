"""Structured logs: one JSON line per event, with the trace id of the request or job; no bodies, ids only."""

import contextvars
import logging
import sys

import structlog

trace_id_var: contextvars.ContextVar[str] = contextvars.ContextVar("trace_id", default="")


def _add_trace_id(_logger: object, _method: str, fields: structlog.typing.EventDict) -> structlog.typing.EventDict:
    fields.setdefault("trace_id", trace_id_var.get())
    return fields


def configure_logs(level: str = "INFO") -> None:
    """Send our own and the libraries' records to standard error as JSON lines."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _add_trace_id,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format='{"level":"%(levelname)s","event":"%(name)s"}')


log: structlog.typing.FilteringBoundLogger = structlog.get_logger("aisle")
