"""Who may do what, which passwords will do, and when a refresh token is worth something: pure decisions."""

import ipaddress
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from aisle.kit.actor import Role

PASSWORD_CHARS_MIN = 12
PASSWORD_CHARS_MAX = 256
EMAIL_CHARS_MAX = 254
# What remains of a password once everything guessable is taken out must still be this long.
PASSWORD_REST_CHARS_MIN = 6
CONTEXT_WORD_CHARS_MIN = 3

ACCESS_TOKEN_S = 10 * 60
REFRESH_IDLE_S = 14 * 24 * 3600
REFRESH_AGE_MAX_S = 90 * 24 * 3600
PREDECESSOR_GRACE_S = 10

StaffRole = Literal["owner", "manager", "cashier"]

_OWNER: frozenset[Role] = frozenset({"owner"})
_MANAGERS: frozenset[Role] = frozenset({"owner", "manager"})
_EVERYONE: frozenset[Role] = frozenset({"owner", "manager", "cashier"})

# Every permission of the house and the roles that hold it. What is not listed is not allowed.
PERMISSIONS: dict[str, frozenset[Role]] = {
    "account.own": _EVERYONE,
    "basket.suggest": _EVERYONE,
    "catalogue.read": _EVERYONE,
    "catalogue.write": _MANAGERS,
    "customers.read": _MANAGERS,
    "insights.decide": _MANAGERS,
    "insights.read": _MANAGERS,
    "insights.retrain": _MANAGERS,
    "journal.read": _OWNER,
    "live.read": _EVERYONE,
    "sales.read": _MANAGERS,
    "sales.upload": _MANAGERS,
    "sales.void": _MANAGERS,
    "staff.manage": _OWNER,
    "stock.count": _MANAGERS,
    "stock.read": _MANAGERS,
    "stores.read": _EVERYONE,
    "stores.write": _OWNER,
}


def permissions_of(role: Role) -> frozenset[str]:
    """Return the dotted names a role holds; the house itself (`system`) is asked nothing and holds none."""
    return frozenset(permission for permission, roles in PERMISSIONS.items() if role in roles)


def store_scope(role: Role, store_ids: Collection[str] | None) -> frozenset[str] | None:
    """Return the stores a person reaches: None is all of the tenant, always so for an owner; else the listed ones."""
    return None if role == "owner" or store_ids is None else frozenset(store_ids)


_EMAIL = re.compile(r"[^\s@\x00-\x1f|]{1,64}@[^\s@\x00-\x1f|]{1,255}")


def normalised_email(text: str) -> str:
    """Return an e-mail address as it is compared: trimmed, composed, in lower case; raises ValueError."""
    email = unicodedata.normalize("NFC", text).strip().lower()
    if len(email) > EMAIL_CHARS_MAX or not _EMAIL.fullmatch(email):
        raise ValueError("this is not an e-mail address")
    return email


_LOOK_ALIKES = str.maketrans("013457@$!", "oleastasi")
_RUN = re.compile(r"(.)\1+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SEQUENCES = ("0123456789012345", "9876543210987654", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def password_weakness(
    password: str, *, common_words: Collection[str], context: Collection[str]
) -> Literal["too-short", "too-long", "too-common"] | None:
    """Say what is wrong with a password, or None; there are no rules about which characters it holds.

    It is too common when little remains after taking out common words, words about the person or the shop
    (`context`), years, rows of the keyboard and repetitions, reading digits as the letters they imitate.
    """
    if len(password) < PASSWORD_CHARS_MIN:
        return "too-short"
    if len(password) > PASSWORD_CHARS_MAX:
        return "too-long"
    words = {*common_words, *_context_words(context)}
    plain = _YEAR.sub("", unicodedata.normalize("NFKC", password).casefold())
    rests = (_without_guesses(plain, words), _without_guesses(plain.translate(_LOOK_ALIKES), words))
    return "too-common" if min(len(rest) for rest in rests) < PASSWORD_REST_CHARS_MIN else None


def _without_guesses(text: str, words: Collection[str]) -> str:
    for word in sorted(words, key=lambda word: (-len(word), word)):
        text = text.replace(word, "")
    text = re.sub(r"[\W_]", "", text)
    text = _without_rows(text)
    period = (text + text).find(text, 1)
    return _RUN.sub(r"\1", text[:period] if 0 < period < len(text) else text)


def _without_rows(text: str) -> str:
    """Take out pieces of four and more characters that stand side by side in a row or an alphabet."""
    kept, at = "", 0
    while at < len(text):
        length = max(_row_length(text[at:], row) for row in _SEQUENCES)
        if length < 4:
            kept, length = kept + text[at], 1
        at += length
    return kept


def _row_length(text: str, row: str) -> int:
    length = 0
    while length < len(text) and text[: length + 1] in row:
        length += 1
    return length


def _context_words(context: Collection[str]) -> set[str]:
    words = {word for text in context for word in re.split(r"[\W_]+", text.casefold())}
    return {word for word in words if len(word) >= CONTEXT_WORD_CHARS_MIN}


@dataclass(frozen=True, slots=True)
class RefreshState:
    """What is known of a presented refresh token; times are UTC text, which sorts as time does."""

    login_ended: bool
    user_disabled: bool
    login_expires_at: str
    idle_expires_at: str
    spent_at: str | None
    successor_spent: bool


RefreshOutcome = Literal["rotate", "repeat", "reused", "ended"]


def judge_refresh(state: RefreshState, *, now: str, grace_began_at: str) -> RefreshOutcome:
    """Decide what a presented token gets: a successor, the same successor again, the end of its family, or nothing.

    `grace_began_at` is PREDECESSOR_GRACE_S before `now`: two tabs, or a lost reply, may ask twice within it.
    """
    if state.login_ended or state.user_disabled or state.login_expires_at <= now:
        return "ended"
    if state.spent_at is None:
        return "rotate" if state.idle_expires_at > now else "ended"
    if state.spent_at > grace_began_at and not state.successor_spent:
        return "repeat"
    return "reused"


def network_of(address: str) -> str:
    """Return what counts as one caller: an IPv4 address, or the /64 an IPv6 household is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Return a coarse name such as `Firefox on Linux`, enough to know one's own logins by and no more."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Another program")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    return f"{browser} on {system}" if system else browser
