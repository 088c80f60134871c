"""The upload door: files of sales, whatever wrote them, read, checked and posted into the book."""

from aisle.intake.actions import answer_questions, cancel_upload, post_staged, receive_upload, void_posted
from aisle.intake.files import UploadFolder
from aisle.intake.jobs import handlers
from aisle.intake.jobs_names import POST, STAGE, SWEEP, VOID
from aisle.intake.options import UploadOptions
from aisle.intake.queries import get_upload, list_rows, list_uploads
from aisle.intake.receiving import ReceivedFile

__all__ = [
    "POST",
    "STAGE",
    "SWEEP",
    "VOID",
    "ReceivedFile",
    "UploadFolder",
    "UploadOptions",
    "answer_questions",
    "cancel_upload",
    "get_upload",
    "handlers",
    "list_rows",
    "list_uploads",
    "post_staged",
    "receive_upload",
    "void_posted",
]
