"""Tables of identity: tenants, the people who act for them, and their logins."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aisle.kit.db import CanonicalJson, Id, TenantRow, UtcText
from aisle.kit.limits import NAME_CHARS_MAX


class TenantInfoRow(TenantRow):
    """A business that keeps its book here."""

    __tablename__ = "tenant"
    system_scope = True
    shop_name: Mapped[str] = mapped_column(sa.String(NAME_CHARS_MAX))
    created_at: Mapped[str] = mapped_column(UtcText)


class UserRow(TenantRow):
    """Someone who may log in; `name` and `email` hold ciphertext, `store_ids` null means every store."""

    __tablename__ = "users"
    # Found by e-mail before the tenant is known; the same index keeps an e-mail to one account per installation.
    __table_args__ = (sa.Index("uq_users_email_index", "email_index", unique=True),)
    system_scope = True
    user_id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    email: Mapped[str] = mapped_column(sa.Text)
    password_hash: Mapped[str] = mapped_column(sa.Text)
    email_index: Mapped[str] = mapped_column(sa.String(16))
    role: Mapped[str] = mapped_column(sa.String(10))
    store_ids: Mapped[list[str] | None] = mapped_column(CanonicalJson)
    disabled: Mapped[bool] = mapped_column(sa.Boolean)
    created_at: Mapped[str] = mapped_column(UtcText)


class LoginRow(TenantRow):
    """One login on one device: the family of refresh tokens that follow each other from it."""

    __tablename__ = "login"
    __table_args__ = (sa.Index("ix_login_tenant_id_user_id", "tenant_id", "user_id"),)
    system_scope = True
    login_id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id)
    device: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[str] = mapped_column(UtcText)
    last_used_at: Mapped[str] = mapped_column(UtcText)
    expires_at: Mapped[str] = mapped_column(UtcText)
    ended_at: Mapped[str | None] = mapped_column(UtcText)
    end_reason: Mapped[str | None] = mapped_column(sa.String(20))


class RefreshTokenRow(TenantRow):
    """One refresh token, known by its digest; a spent one names what followed it, sealed under the token itself."""

    __tablename__ = "refresh_token"
    __table_args__ = (
        sa.Index("ix_refresh_token_token_digest", "token_digest", unique=True),
        sa.Index("ix_refresh_token_tenant_id_login_id", "tenant_id", "login_id"),
    )
    system_scope = True
    token_digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    login_id: Mapped[str] = mapped_column(Id)
    created_at: Mapped[str] = mapped_column(UtcText)
    idle_expires_at: Mapped[str] = mapped_column(UtcText)
    spent_at: Mapped[str | None] = mapped_column(UtcText)
    successor_digest: Mapped[str | None] = mapped_column(sa.String(64))
    successor_sealed: Mapped[str | None] = mapped_column(sa.Text)
