"""The upload door's limits, each with a name."""

MIB = 1024 * 1024

UPLOAD_BYTES_MAX = 200 * MIB
UPLOAD_ROWS_MAX = 5_000_000
UPLOAD_EXPANSION_MAX = 100
UPLOAD_EXPANDED_BYTES_MAX = 4 * 1024 * MIB
# A tiny file may well shrink a hundredfold; a bomb shows itself above this.
EXPANSION_FLOOR_BYTES = 16 * MIB
UPLOADS_ACTIVE_MAX = 2
CELL_CHARS_MAX = 4_096
COLUMNS_MAX = 200
SHEETS_MAX = 50
VALUE_CHARS_SHOWN_MAX = 200

# A block becomes a frame some forty times its size while it is read; smaller ones cost little time.
BLOCK_BYTES_MAX = 3 * MIB
BLOCK_ROWS = 30_000
HEAD_BYTES = MIB
SAMPLE_WINDOW_BYTES = 64 * 1024
SAMPLE_WINDOW_EVERY_BYTES = 4 * MIB
SAMPLE_ROWS_MAX = 20_000
HEADER_ROWS_SEARCHED = 25

STAGE_CHUNK_ROWS = 20_000
POST_CHUNK_RECEIPTS = 500
STAGING_KEEP_DAYS = 30
PROGRESS_ROWS = 50_000
PROGRESS_S = 1.0
WAIT_S_MAX = 30
FIRST_VALUES = 5

EARLIEST_YEAR = 1990
# Sniffing unpacks a workbook whole, so only a small one is looked at while its sender waits.
SNIFF_AT_ONCE_BYTES_MAX = {"text": 8 * MIB, "xlsx": 1 * MIB, "parquet": 8 * MIB}
# An upload whose work breaks this often is called failed, so that a person can act.
UPLOAD_ATTEMPTS_MAX = 4
