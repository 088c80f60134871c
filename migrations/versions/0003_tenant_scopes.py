"""Row-level security on PostgreSQL: one role sees one tenant, a second finds what has no tenant yet."""

import sqlalchemy as sa
from alembic import op

from aisle.app.tables import METADATA

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROLES = ("aisle_app", "aisle_system")
OWN = "tenant_id = current_setting('aisle.tenant_id', true)"
UNSCOPED = "alembic_version"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for role in ROLES:
        # Roles belong to the whole server, so another book of it may have made them already.
        op.execute(
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; "
            "END $$"
        )
        op.execute(f"GRANT {role} TO CURRENT_USER")
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    for table in METADATA.sorted_tables:
        append_only = table.info.get("append_only", False)
        rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
        if "tenant_id" in table.c:
            op.execute(f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY own_rows ON {table.name} TO aisle_app USING ({OWN}) WITH CHECK ({OWN})")
        op.execute(f"GRANT {rights} ON {table.name} TO aisle_app")
        if table.info.get("system_scope", False) or "tenant_id" not in table.c:
            if "tenant_id" in table.c:
                op.execute(f"CREATE POLICY found ON {table.name} TO aisle_system USING (true) WITH CHECK (true)")
            op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table.name} TO aisle_system")
    for view in ("products", "sales"):
        op.execute(f"GRANT SELECT ON {view} TO aisle_app")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in sa.inspect(op.get_bind()).get_table_names():
        if table != UNSCOPED:
            op.execute(f"DROP POLICY IF EXISTS own_rows ON {table}")
            op.execute(f"DROP POLICY IF EXISTS found ON {table}")
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
