"""Who buys: customers as the sources name them, under ids of our own."""

from aisle.customers.actions import describe_customer, ensure_customers, erase_customer
from aisle.customers.queries import Customer, get_customer_for, show_names

__all__ = ["Customer", "describe_customer", "ensure_customers", "erase_customer", "get_customer_for", "show_names"]
