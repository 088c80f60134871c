"""The table of leases."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import Base, UtcText, table_of


class LeaseRow(Base):
    """Who holds what until when; it belongs to the house, so it has no tenant and only system scopes touch it.

    `number` is a counter that is safe to move while the lease is held (the relay's last event number).
    """

    __tablename__ = "leases"
    system_scope = True
    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(80))
    held_until: Mapped[str] = mapped_column(UtcText)
    number: Mapped[int] = mapped_column(sa.BigInteger)


LEASES = table_of(LeaseRow)
