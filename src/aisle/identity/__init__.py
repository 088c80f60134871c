"""Who acts: tenants, people, logins and rights."""

from aisle.identity.bearer import authenticate
from aisle.identity.rules import PERMISSIONS, permissions_of
from aisle.identity.setup import Identity, LoginLimits, NewTenant, identity_of, set_up

__all__ = [
    "PERMISSIONS",
    "Identity",
    "LoginLimits",
    "NewTenant",
    "authenticate",
    "identity_of",
    "permissions_of",
    "set_up",
]
