"""Tables of wrapped keys; none of them opens without the master key, which is not in the database."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import Id, TenantRow, UtcText


class TenantKeyRow(TenantRow):
    """A tenant's key, wrapped by the master key; `field` keys seal, the `index` key makes blind indexes."""

    __tablename__ = "tenant_key"
    # Login by e-mail opens a name before its tenant's scope is entered.
    system_scope = True
    purpose: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    key_number: Mapped[int] = mapped_column(primary_key=True)
    wrapped_key: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[str] = mapped_column(UtcText)


class PersonKeyRow(TenantRow):
    """A shopper's key, wrapped by the tenant's; an empty one was destroyed and stays empty."""

    __tablename__ = "person_key"
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    wrapped_key: Mapped[str | None] = mapped_column(sa.Text)
    destroyed_at: Mapped[str | None] = mapped_column(UtcText)


PERSON_KEYS = cast(sa.Table, PersonKeyRow.__table__)
