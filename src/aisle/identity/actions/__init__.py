"""What identity does, one verb per function."""

from aisle.identity.actions.log_in import LoginAttempt, OpenedLogin, log_in, note_refusal, open_login
from aisle.identity.actions.log_out import end_login, end_logins_of
from aisle.identity.actions.refresh import turn_refresh
from aisle.identity.actions.sign_up import sign_up
from aisle.identity.actions.staff import UserChange, save_user

__all__ = [
    "LoginAttempt",
    "OpenedLogin",
    "UserChange",
    "end_login",
    "end_logins_of",
    "log_in",
    "note_refusal",
    "open_login",
    "save_user",
    "sign_up",
    "turn_refresh",
]
