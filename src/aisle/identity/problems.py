"""What may go wrong with logins and rights; no answer says whether an account exists."""

from aisle.kit.problems import Problem


class LoginRefused(Problem):
    status, code, title = 401, "login-refused", "E-mail and password do not match an account"


class LoginEnded(Problem):
    status, code, title = 401, "login-ended", "This login has ended: please log in again"


class PasswordRefused(Problem):
    status, code, title = 422, "password-refused", "Please choose a longer or less common password"


class EmailTaken(Problem):
    status, code, title = 409, "email-taken", "This e-mail cannot be used: log in, or choose another"


class OriginRefused(Problem):
    status, code, title = 403, "origin-refused", "This request did not come from our own pages"


class OwnerStays(Problem):
    status, code, title = 409, "owner-stays", "The owner of a shop stays its owner"


class HashingBusy(Problem):
    status, code, title = 503, "hashing-busy", "Many people are logging in: please try again in a moment"
