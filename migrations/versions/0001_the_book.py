"""The tables of the house, as they stood when the book was opened for the first time."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("external_ref", sa.Text(), nullable=True),
        sa.Column("ref_index", sa.String(length=16), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "customer_id", name=op.f("pk_customer")),
    )
    op.create_index("ix_customer_tenant_id_ref_index", "customer", ["tenant_id", "ref_index"], unique=False)
    op.create_table(
        "dirty_series",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "store_id", "item_id", name=op.f("pk_dirty_series")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column(
            "row_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("occurred_at", sa.String(length=24), nullable=False),
        sa.Column("posted_at", sa.String(length=24), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("row_no", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_events_sent_at",
        "events",
        ["sent_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NOT NULL"),
        postgresql_where=sa.text("sent_at IS NOT NULL"),
    )
    op.create_index("ix_events_tenant_id_event_id", "events", ["tenant_id", "event_id"], unique=True)
    op.create_index(
        "ix_events_unnumbered",
        "events",
        ["row_no"],
        unique=False,
        sqlite_where=sa.text("number IS NULL"),
        postgresql_where=sa.text("number IS NULL"),
    )
    op.create_index(
        "ix_events_unsent",
        "events",
        ["tenant_id", "number"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "events_consumed",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("consumer", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "event_id", "consumer", name=op.f("pk_events_consumed")),
    )
    op.create_table(
        "events_failed",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("consumer", sa.String(length=80), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.String(length=24), nullable=False),
        sa.Column("parked_at", sa.String(length=24), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "consumer", "event_id", name=op.f("pk_events_failed")),
    )
    op.create_table(
        "forecast_accuracy",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("wape", sa.Double(), nullable=True),
        sa.Column("bias", sa.Double(), nullable=True),
        sa.Column("rmsse", sa.Double(), nullable=True),
        sa.Column("coverage_p90", sa.Double(), nullable=True),
        sa.Column("fva", sa.Double(), nullable=True),
        sa.Column("observations", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "key", name=op.f("pk_forecast_accuracy")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "insight_listing",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("listing", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("recommendation_id", sa.String(length=36), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "listing", "position", name=op.f("pk_insight_listing")),
    )
    op.create_index(
        "ix_insight_listing_category",
        "insight_listing",
        ["tenant_id", "run_id", "listing", "category", "position"],
        unique=False,
    )
    op.create_index(
        "ix_insight_listing_subject", "insight_listing", ["tenant_id", "run_id", "listing", "subject_id"], unique=False
    )
    op.create_table(
        "insight_run",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("cutoff_date", sa.Date(), nullable=True),
        sa.Column("row_count", sa.BigInteger(), nullable=True),
        sa.Column("cube_revision", sa.BigInteger(), nullable=True),
        sa.Column("cube_hash", sa.String(length=64), nullable=True),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("scores", sa.Text(), nullable=True),
        sa.Column("listings", sa.Text(), nullable=True),
        sa.Column("memory", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("started_at", sa.String(length=24), nullable=True),
        sa.Column("finished_at", sa.String(length=24), nullable=True),
        sa.Column("confirmed_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", name=op.f("pk_insight_run")),
    )
    op.create_index("ix_insight_run_store", "insight_run", ["tenant_id", "store_id", "created_at"], unique=False)
    op.create_table(
        "item",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("named_at", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "item_id", name=op.f("pk_item")),
        sa.UniqueConstraint("tenant_id", "sku", name=op.f("uq_item_tenant_id_sku")),
    )
    op.create_table(
        "jobs",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("run_at", sa.String(length=24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.String(length=24), nullable=True),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=True),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("checkpoint", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("claimed_at", sa.String(length=24), nullable=True),
        sa.Column("finished_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_finished_at", "jobs", ["finished_at"], unique=False)
    op.create_index(
        "ix_jobs_open",
        "jobs",
        ["tenant_id", "queue", "run_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'running')"),
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    op.create_index("ix_jobs_tenant_id_claimed_at", "jobs", ["tenant_id", "claimed_at"], unique=False)
    op.create_index(
        "uq_jobs_open_dedupe_key",
        "jobs",
        ["tenant_id", "dedupe_key"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'running')"),
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    op.create_table(
        "journal",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("occurred_at", sa.String(length=24), nullable=False),
        sa.Column("posted_at", sa.String(length=24), nullable=False),
        sa.Column("register_sequence", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("approver", sa.String(length=36), nullable=True),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "stream", "number", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_tenant_id_subject_id", "journal", ["tenant_id", "subject_id"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "stream", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("held_until", sa.String(length=24), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "location",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("location_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "location_id", name=op.f("pk_location")),
    )
    op.create_table(
        "login",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("login_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("last_used_at", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.Column("end_reason", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "login_id", name=op.f("pk_login")),
    )
    op.create_index("ix_login_tenant_id_user_id", "login", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "person_key",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("wrapped_key", sa.Text(), nullable=True),
        sa.Column("destroyed_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", name=op.f("pk_person_key")),
    )
    op.create_table(
        "posted_receipts",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("upload_id", sa.String(length=36), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("voids", sa.Integer(), nullable=False),
        sa.Column("is_voided", sa.Boolean(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "store_id", "source", "receipt", name=op.f("pk_posted_receipts")),
    )
    op.create_index("ix_posted_receipts_sale", "posted_receipts", ["tenant_id", "sale_id"], unique=False)
    op.create_index("ix_posted_receipts_upload", "posted_receipts", ["tenant_id", "upload_id", "sale_id"], unique=False)
    op.create_table(
        "predictions",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("prediction_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("cutoff_date", sa.Date(), nullable=False),
        sa.Column("predicted_demand", sa.Double(), nullable=False),
        sa.Column("quantiles", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "product_id", "date", name=op.f("pk_predictions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "price",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("price_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "price_id", name=op.f("pk_price")),
    )
    op.create_index("ix_price_current", "price", ["tenant_id", "store_id", "item_id", "valid_from"], unique=False)
    op.create_table(
        "price_adjustment",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("adjustment_no", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "sale_id", "adjustment_no", name=op.f("pk_price_adjustment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "product",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "product_id", name=op.f("pk_product")),
    )
    op.create_table(
        "recommendations",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("recommendation_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.String(length=36), nullable=True),
        sa.Column("segment", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.String(length=24), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "recommendation_id", name=op.f("pk_recommendations")),
    )
    op.create_index("ix_recommendations_run", "recommendations", ["tenant_id", "run_id"], unique=False)
    op.create_index(
        "ix_recommendations_subject",
        "recommendations",
        ["tenant_id", "store_id", "type", "state", "subject_id"],
        unique=False,
    )
    op.create_table(
        "refresh_token",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("login_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("idle_expires_at", sa.String(length=24), nullable=False),
        sa.Column("spent_at", sa.String(length=24), nullable=True),
        sa.Column("successor_digest", sa.String(length=64), nullable=True),
        sa.Column("successor_sealed", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "token_digest", name=op.f("pk_refresh_token")),
    )
    op.create_index("ix_refresh_token_tenant_id_login_id", "refresh_token", ["tenant_id", "login_id"], unique=False)
    op.create_index("ix_refresh_token_token_digest", "refresh_token", ["token_digest"], unique=True)
    op.create_table(
        "register",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("register_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "register_id", name=op.f("pk_register")),
        sa.UniqueConstraint(
            "tenant_id", "store_id", "kind", "source", name=op.f("uq_register_tenant_id_store_id_kind_source")
        ),
    )
    op.create_table(
        "register_head",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("register_id", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "register_id", name=op.f("pk_register_head")),
    )
    op.create_table(
        "sale",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("register_id", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("shift_id", sa.String(length=36), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("occurred_at", sa.String(length=24), nullable=False),
        sa.Column("posted_at", sa.String(length=24), nullable=False),
        sa.Column("captured", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("catalogue_revision", sa.BigInteger(), nullable=True),
        sa.Column("engine_version", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("operator_id", sa.String(length=36), nullable=True),
        sa.Column("original_sale_id", sa.String(length=36), nullable=True),
        sa.Column("receipt_number", sa.Text(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("rounding_minor", sa.BigInteger(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("approvals", sa.Text(), nullable=False),
        sa.Column("moves_stock", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "sale_id", name=op.f("pk_sale")),
        sa.UniqueConstraint(
            "tenant_id", "register_id", "epoch", "sequence", name=op.f("uq_sale_tenant_id_register_id_epoch_sequence")
        ),
    )
    op.create_index("ix_sale_day", "sale", ["tenant_id", "store_id", "business_date", "sale_id"], unique=False)
    op.create_index("ix_sale_original", "sale", ["tenant_id", "original_sale_id"], unique=False)
    op.create_table(
        "sale_line",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("pack_id", sa.String(length=36), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("scan_code", sa.Text(), nullable=True),
        sa.Column("lot_id", sa.Text(), nullable=True),
        sa.Column("seen_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("price_per", sa.Integer(), nullable=False),
        sa.Column("override", sa.Text(), nullable=True),
        sa.Column("original_sale_id", sa.String(length=36), nullable=True),
        sa.Column("original_line_no", sa.Integer(), nullable=True),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "sale_id", "line_no", name=op.f("pk_sale_line")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_sale_line_original",
        "sale_line",
        ["tenant_id", "original_sale_id"],
        unique=False,
        sqlite_where=sa.text("original_sale_id IS NOT NULL"),
        postgresql_where=sa.text("original_sale_id IS NOT NULL"),
    )
    op.create_table(
        "sales_cube",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("returned_units", sa.BigInteger(), nullable=False),
        sa.Column("net_sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("receipts", sa.BigInteger(), nullable=False),
        sa.Column("priced_units_minor", sa.Double(), nullable=False),
        sa.Column("price_minor_mean", sa.Double(), nullable=True),
        sa.Column("promoted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("in_stock_share", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "store_id", "item_id", "business_date", name=op.f("pk_sales_cube")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sales_cube_head",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "store_id", name=op.f("pk_sales_cube_head")),
    )
    op.create_table(
        "sales_cube_hour",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("returned_units", sa.BigInteger(), nullable=False),
        sa.Column("net_sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("receipts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "store_id", "business_date", "hour", name=op.f("pk_sales_cube_hour")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scan_code",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("scan_code", sa.Text(), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "scan_code", name=op.f("pk_scan_code")),
    )
    op.create_index(op.f("ix_scan_code_item_id"), "scan_code", ["item_id"], unique=False)
    op.create_table(
        "schedules",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("local_time", sa.String(length=5), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("last_slot", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_schedules")),
    )
    op.create_table(
        "segment_member",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recency_days", sa.Integer(), nullable=False),
        sa.Column("tenure_days", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.Integer(), nullable=False),
        sa.Column("monetary_minor", sa.BigInteger(), nullable=False),
        sa.Column("alive", sa.Double(), nullable=True),
        sa.Column("expected_value_minor", sa.BigInteger(), nullable=True),
        sa.Column("p10_minor", sa.BigInteger(), nullable=True),
        sa.Column("p90_minor", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "customer_id", name=op.f("pk_segment_member")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_segment_member_segment", "segment_member", ["tenant_id", "run_id", "segment", "position"], unique=False
    )
    op.create_table(
        "staged_rows",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("upload_id", sa.String(length=36), nullable=False),
        sa.Column("row_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("line_key", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("cell_value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "upload_id", "row_no", name=op.f("pk_staged_rows")),
    )
    op.create_index(
        "ix_staged_rows_outcome",
        "staged_rows",
        ["tenant_id", "upload_id", "outcome", "row_no"],
        unique=False,
        sqlite_where=sa.text("code IS NOT NULL"),
        postgresql_where=sa.text("code IS NOT NULL"),
    )
    op.create_index(
        "ix_staged_rows_receipt",
        "staged_rows",
        ["tenant_id", "upload_id", "receipt", "row_no"],
        unique=False,
        sqlite_where=sa.text("outcome = 'ready'"),
        postgresql_where=sa.text("outcome = 'ready'"),
    )
    op.create_table(
        "stock_count",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("count_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("counted_at", sa.String(length=24), nullable=False),
        sa.Column("posted_at", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "count_id", name=op.f("pk_stock_count")),
    )
    op.create_table(
        "stock_count_line",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("count_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("variance", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "count_id", "item_id", name=op.f("pk_stock_count_line")),
    )
    op.create_table(
        "stock_level",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("location_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "location_id", "item_id", "lot_id", name=op.f("pk_stock_level")),
    )
    op.create_table(
        "stock_movement",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("movement_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("location_id", sa.String(length=36), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.String(length=36), nullable=False),
        sa.Column("occurred_at", sa.String(length=24), nullable=False),
        sa.Column("posted_at", sa.String(length=24), nullable=False),
        sa.Column("unit_cost_minor", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "movement_id", name=op.f("pk_stock_movement")),
    )
    op.create_index(
        "ix_stock_movement_place", "stock_movement", ["tenant_id", "location_id", "item_id", "lot_id"], unique=False
    )
    op.create_table(
        "stores",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("day_ends_at", sa.String(length=5), nullable=False),
        sa.Column("stock_from_date", sa.Date(), nullable=True),
        sa.Column("tax_mode", sa.Text(), nullable=False),
        sa.Column("tax_rate_ppm", sa.Integer(), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=False),
        sa.Column("review_period_days", sa.Integer(), nullable=False),
        sa.Column("service_level_ppm", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "store_id", name=op.f("pk_stores")),
        sa.UniqueConstraint("store_id", name=op.f("uq_stores_store_id")),
    )
    op.create_table(
        "tax_line",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("tax_id", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "sale_id", "line_no", "tax_id", name=op.f("pk_tax_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tenant",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("shop_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant")),
    )
    op.create_table(
        "tenant_key",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "purpose", "key_number", name=op.f("pk_tenant_key")),
    )
    op.create_table(
        "tender_line",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("sale_id", sa.String(length=36), nullable=False),
        sa.Column("tender_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tendered_minor", sa.BigInteger(), nullable=False),
        sa.Column("change_minor", sa.BigInteger(), nullable=False),
        sa.Column("authorisation_id", sa.String(length=36), nullable=True),
        sa.Column("stored_value_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "sale_id", "tender_no", name=op.f("pk_tender_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "upload",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("upload_id", sa.String(length=36), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("store_ids", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("understanding", sa.Text(), nullable=True),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("bytes_total", sa.BigInteger(), nullable=False),
        sa.Column("bytes_read", sa.BigInteger(), nullable=False),
        sa.Column("rows_estimated", sa.BigInteger(), nullable=False),
        sa.Column("rows_read", sa.BigInteger(), nullable=False),
        sa.Column("rows_posted", sa.BigInteger(), nullable=False),
        sa.Column("rows_duplicate", sa.BigInteger(), nullable=False),
        sa.Column("rows_set_aside", sa.BigInteger(), nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), nullable=False),
        sa.Column("receipts_posted", sa.BigInteger(), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=True),
        sa.Column("last_date", sa.Date(), nullable=True),
        sa.Column("totals", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("code_counts", sa.Text(), nullable=False),
        sa.Column("received_at", sa.String(length=24), nullable=False),
        sa.Column("started_at", sa.String(length=24), nullable=True),
        sa.Column("updated_at", sa.String(length=24), nullable=False),
        sa.Column("finished_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "upload_id", name=op.f("pk_upload")),
        sa.UniqueConstraint("tenant_id", "idempotency_key", name=op.f("uq_upload_tenant_id_idempotency_key")),
    )
    op.create_index("ix_upload_digest", "upload", ["tenant_id", "file_digest"], unique=False)
    op.create_table(
        "users",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("email_index", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("store_ids", sa.Text(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name=op.f("pk_users")),
    )
    op.create_index("uq_users_email_index", "users", ["email_index"], unique=True)


def downgrade() -> None:
    op.drop_table("users")
    op.drop_table("upload")
    op.drop_table("tender_line")
    op.drop_table("tenant_key")
    op.drop_table("tenant")
    op.drop_table("tax_line")
    op.drop_table("stores")
    op.drop_table("stock_movement")
    op.drop_table("stock_level")
    op.drop_table("stock_count_line")
    op.drop_table("stock_count")
    op.drop_table("staged_rows")
    op.drop_table("segment_member")
    op.drop_table("schedules")
    op.drop_table("scan_code")
    op.drop_table("sales_cube_hour")
    op.drop_table("sales_cube_head")
    op.drop_table("sales_cube")
    op.drop_table("sale_line")
    op.drop_table("sale")
    op.drop_table("register_head")
    op.drop_table("register")
    op.drop_table("refresh_token")
    op.drop_table("recommendations")
    op.drop_table("product")
    op.drop_table("price_adjustment")
    op.drop_table("price")
    op.drop_table("predictions")
    op.drop_table("posted_receipts")
    op.drop_table("person_key")
    op.drop_table("login")
    op.drop_table("location")
    op.drop_table("leases")
    op.drop_table("journal_head")
    op.drop_table("journal")
    op.drop_table("jobs")
    op.drop_table("item")
    op.drop_table("insight_run")
    op.drop_table("insight_listing")
    op.drop_table("forecast_accuracy")
    op.drop_table("events_failed")
    op.drop_table("events_consumed")
    op.drop_table("events")
    op.drop_table("dirty_series")
    op.drop_table("customer")
