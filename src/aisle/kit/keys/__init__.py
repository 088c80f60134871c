"""The tree of keys: master, tenant, person."""

from aisle.kit.keys.keyring import IDS_PER_STATEMENT, TENANTS_CACHED_MAX, Keyring, TenantKeys

__all__ = ["IDS_PER_STATEMENT", "TENANTS_CACHED_MAX", "Keyring", "TenantKeys"]
