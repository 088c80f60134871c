"""Who acts: every read and write is done by somebody, for one tenant."""

from dataclasses import dataclass
from typing import Literal

from aisle.kit.problems import NotFound, NotPermitted

Role = Literal["owner", "manager", "cashier", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work, or the house itself (`role` system); `store_ids` None means every store of the tenant."""

    tenant_id: str
    user_id: str | None
    role: Role
    store_ids: frozenset[str] | None = None
    permissions: frozenset[str] = frozenset()
    login_id: str | None = None

    def may(self, permission: str) -> bool:
        """Say whether this actor holds a permission by its dotted name."""
        return self.role == "system" or permission in self.permissions

    def must(self, permission: str) -> None:
        """Raise `not-permitted` unless the actor holds the permission."""
        if not self.may(permission):
            raise NotPermitted(params={"permission": permission})

    def must_see_store(self, store_id: str) -> None:
        """Raise `not-found` for a store outside this actor's reach, in the words used for an absent one."""
        if self.store_ids is not None and store_id not in self.store_ids:
            raise NotFound()


def system_actor(tenant_id: str) -> Actor:
    """Return the house itself, acting for one tenant: jobs, the relay, the nightly check."""
    return Actor(tenant_id=tenant_id, user_id=None, role="system")
