"""Wire shapes of identity."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from aisle.identity.rules import EMAIL_CHARS_MAX, PASSWORD_CHARS_MAX, StaffRole, normalised_email
from aisle.kit.ids import is_id
from aisle.kit.limits import NAME_CHARS_MAX

STORES_PER_USER_MAX = 1_000


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("this is not an IANA time zone, such as Europe/Paris") from error
    return name


def _known_id(text: str) -> str:
    if not is_id(text):
        raise ValueError("this is not an id")
    return text


Email = Annotated[str, Field(max_length=EMAIL_CHARS_MAX), AfterValidator(normalised_email)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_CHARS_MAX)]
Password = Annotated[SecretStr, Field(max_length=PASSWORD_CHARS_MAX)]
TimeZone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
UtcTime = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
IdText = Annotated[str, Field(max_length=36), AfterValidator(_known_id)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignUp(_Input):
    """Opening a shop: who, and where and in which money it trades."""

    email: Email
    password: Password
    name: Name
    shop_name: Name
    time_zone: TimeZone
    currency: Currency


class LogIn(_Input):
    """What a person types to log in."""

    email: Email
    password: Password


class AccessToken(BaseModel):
    """A bearer token for the API; `expires_in` is in seconds."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int


class StoreName(BaseModel):
    """A store in the switcher."""

    store_id: str
    name: str


class Me(BaseModel):
    """Who asks, and what they may do."""

    user_id: str
    name: str
    email: str
    role: StaffRole
    tenant_id: str
    shop_name: str
    permissions: list[str]
    stores: list[StoreName]


class Login(BaseModel):
    """One login that stands; `current` marks the one that asks."""

    login_id: str
    device: str
    created_at: UtcTime
    last_used_at: UtcTime
    expires_at: UtcTime
    current: bool


class UserInput(_Input):
    """A person as the owner describes them; a new person needs a password, `store_ids` null means every store."""

    name: Name
    email: Email
    role: StaffRole
    store_ids: Annotated[list[IdText], Field(max_length=STORES_PER_USER_MAX)] | None
    password: Password | None = None
    disabled: bool = False


class User(BaseModel):
    """A person who works here, as the owner sees them."""

    user_id: str
    name: str
    email: str
    role: StaffRole
    store_ids: list[str] | None
    disabled: bool
    created_at: UtcTime
