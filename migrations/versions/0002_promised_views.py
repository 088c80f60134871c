"""The promised tables `products` and `sales` as views over catalogue and ledger."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOW = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
    "postgresql": "to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
}
DECIMAL = {"sqlite": "REAL", "postgresql": "NUMERIC"}

# One row per store and item that has a price there; the newest price valid now is its price.
PRODUCTS = """
CREATE VIEW products {options} AS
SELECT priced.tenant_id, priced.item_id AS product_id, priced.store_id, item.category,
       CAST(priced.price_minor AS {decimal}) / {scale} AS price,
       priced.price_minor, stores.currency, item.sku, item.name, item.unit
FROM (
    SELECT tenant_id, store_id, item_id, price_minor,
           row_number() OVER (
               PARTITION BY tenant_id, store_id, item_id ORDER BY valid_from DESC, created_at DESC, price_id DESC
           ) AS place
    FROM price WHERE valid_from <= {now}
) AS priced
JOIN item ON item.tenant_id = priced.tenant_id AND item.item_id = priced.item_id
JOIN stores ON stores.tenant_id = priced.tenant_id AND stores.store_id = priced.store_id
WHERE priced.place = 1
"""
# Currencies without minor units, with three, and all others.
SCALE = """CASE WHEN stores.currency IN ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND',
'VUV','XAF','XOF','XPF') THEN 1 WHEN stores.currency IN ('BHD','IQD','JOD','KWD','LYD','OMR','TND') THEN 1000
ELSE 100 END"""

# One row per line; a voided sale and its void are both absent.
SALES = """
CREATE VIEW sales {options} AS
SELECT sale.tenant_id, sale.sale_id, sale_line.line_no, sale_line.item_id AS product_id, sale_line.quantity,
       sale.business_date AS date, sale.store_id, sale_line.net_minor AS net_sales_minor, sale.door
FROM sale
JOIN sale_line ON sale_line.tenant_id = sale.tenant_id AND sale_line.sale_id = sale.sale_id
WHERE sale.kind <> 'void' AND NOT EXISTS (
    SELECT 1 FROM sale AS void
    WHERE void.tenant_id = sale.tenant_id AND void.original_sale_id = sale.sale_id AND void.kind = 'void'
)
"""


def upgrade() -> None:
    name = op.get_bind().dialect.name
    # The view asks as the reader, so row-level security still holds behind it.
    options = "WITH (security_invoker = true)" if name == "postgresql" else ""
    op.execute(PRODUCTS.format(options=options, decimal=DECIMAL[name], scale=SCALE, now=NOW[name]))
    op.execute(SALES.format(options=options))


def downgrade() -> None:
    op.execute("DROP VIEW sales")
    op.execute("DROP VIEW products")
