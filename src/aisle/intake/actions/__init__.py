"""What people do with uploads, one verb a file."""

from aisle.intake.actions.answer import answer_questions
from aisle.intake.actions.cancel import cancel_upload
from aisle.intake.actions.post import post_staged
from aisle.intake.actions.receive import receive_upload
from aisle.intake.actions.void import void_posted

__all__ = ["answer_questions", "cancel_upload", "post_staged", "receive_upload", "void_posted"]
