"""Facts about stores."""

# A store was opened or changed; carries its time zone and the end of its day, by which nightly work is timed.
STORE_SAVED = "StoreSaved"
