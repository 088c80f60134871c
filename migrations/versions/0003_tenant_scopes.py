"""Row-level security on PostgreSQL: one role sees one tenant, a second finds what has no tenant yet."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROLES = ("aisle_app", "aisle_system")
OWN = "tenant_id = current_setting('aisle.tenant_id', true)"
# What must be found before a tenant is known: login by e-mail, the relay, job claims, the timetable.
FOUND_WITHOUT_TENANT = (
    "events", "events_consumed", "events_failed", "jobs", "login", "refresh_token", "schedules", "stores", "tenant",
    "tenant_key", "upload", "users",
)  # fmt: skip
WITHOUT_TENANT = ("leases",)
APPEND_ONLY = ("journal",)
VIEWS = ("products", "sales")


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for role in ROLES:
        make_role(role)
    for table in own_tables(connection):
        guard(table)
    for table in FOUND_WITHOUT_TENANT:
        op.execute(f"CREATE POLICY found ON {table} TO aisle_system USING (true) WITH CHECK (true)")
    for table in (*FOUND_WITHOUT_TENANT, *WITHOUT_TENANT):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO aisle_system")
    for view in VIEWS:
        op.execute(f"GRANT SELECT ON {view} TO aisle_app")


def make_role(role: str) -> None:
    # Roles belong to the whole server, so another book of it may have made them already.
    op.execute(
        f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(f"GRANT {role} TO CURRENT_USER")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")


def own_tables(connection: sa.Connection) -> list[str]:
    others = {"alembic_version", *WITHOUT_TENANT}
    return sorted(set(sa.inspect(connection).get_table_names()) - others)


def guard(table: str) -> None:
    rights = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON {table} TO aisle_app USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(f"GRANT {rights} ON {table} TO aisle_app")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for view in VIEWS:
        op.execute(f"REVOKE ALL ON {view} FROM aisle_app")
    for table in own_tables(connection):
        op.execute(f"DROP POLICY IF EXISTS own_rows ON {table}")
        op.execute(f"DROP POLICY IF EXISTS found ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM aisle_app, aisle_system")
