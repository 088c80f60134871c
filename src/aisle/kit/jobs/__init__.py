"""Jobs: work as rows, written in the transaction that needs it and run after the commit, at least once.

Handlers are idempotent and save checkpoints; what they save is fenced, so a run that lost its job changes nothing.
"""

from aisle.kit.jobs.context import JobContext, JobLost
from aisle.kit.jobs.queue import Job, Queue, State, cancel, enqueue, get_job, list_parked, retry_parked
from aisle.kit.jobs.runner import Handler, JobRunner
from aisle.kit.jobs.schedule import Nightly, fire_due, schedule_nightly, unschedule

__all__ = [
    "Handler",
    "Job",
    "JobContext",
    "JobLost",
    "JobRunner",
    "Nightly",
    "Queue",
    "State",
    "cancel",
    "enqueue",
    "fire_due",
    "get_job",
    "list_parked",
    "retry_parked",
    "schedule_nightly",
    "unschedule",
]
