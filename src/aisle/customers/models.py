"""The table of customers; it holds no personal data in clear."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import Id, TenantRow


class CustomerRow(TenantRow):
    """A customer as one source names them.

    A reference that is a mere code stands in `external_ref`. One that could be an address, a number or a name is
    sealed with the person's own key, as are `name` and `contact`; `ref_index` then finds it.
    """

    __tablename__ = "customer"
    __table_args__ = (sa.Index("ix_customer_tenant_id_ref_index", "tenant_id", "ref_index"),)
    customer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(200))
    external_ref: Mapped[str | None] = mapped_column(sa.Text)
    ref_index: Mapped[str | None] = mapped_column(sa.String(16))
    name: Mapped[str | None] = mapped_column(sa.Text)
    contact: Mapped[str | None] = mapped_column(sa.Text)


CUSTOMERS = cast(sa.Table, CustomerRow.__table__)
