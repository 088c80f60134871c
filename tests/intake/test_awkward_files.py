"""Files nobody prepared for: the right result, a question, or a clear problem; never a guess, never silence."""

import datetime as dt
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aisle.intake import problems
from aisle.kit.problems import Problem
from tests.intake.files import HEADER, facts, look_at, read, workbook

EURO = facts(currency="EUR", time_zone="Europe/Berlin")
ROWS = "1,2026-11-01,A,Apple,2,1.50\n2,2026-11-02,B,Bread,1,2.25\n"


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    """A German file: semicolons, decimal commas, thousands points, days first, umlauts."""
    found = read(
        tmp_path,
        "Belegnr;Datum;Artikelnummer;Bezeichnung;Menge;Einzelpreis\n"
        "1;13.11.2026 09:30;0012;Brötchen;3;1,05\n2;14.11.2026 10:00;0013;Röhre;1;1.234,50\n",
        store=EURO,
    )
    assert found.codes == {}
    assert [(row["sku"], row["net_minor"]) for row in found.ready] == [("0012", 315), ("0013", 123_450)]
    assert found.ready[0]["occurred_at"] == "2026-11-13T08:30:00.000Z"
    assert found.ready[0]["name"] == "Brötchen"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252", "iso8859-15"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """Names survive whatever the encoding."""
    text = HEADER + "1,2026-11-01,A,Crème brûlée für Zoë,2,1.50\n2,2026-11-02,B,Müsli à la carte déjà vu,1,2.25\n"
    found = read(tmp_path, text.encode(encoding))
    assert [row["name"] for row in found.ready] == ["Crème brûlée für Zoë", "Müsli à la carte déjà vu"]


def test_one_damaged_row_in_a_utf8_file(tmp_path: Path) -> None:
    """Real UTF-8 with one bad row keeps its encoding; the row is rejected, the rest goes on."""
    content = (HEADER + "1,2026-11-01,A,Crème,2,1.50\n").encode() + b"2,2026-11-02,B,Br\xff\xfe,1,2.25\n"
    found = read(tmp_path, content)
    assert found.codes == {3: "bad-encoding"}
    assert len(found.ready) == 1


def test_quoted_newlines_and_delimiters(tmp_path: Path) -> None:
    """A newline inside quotes is no row end; row numbers count records as a spreadsheet shows them."""
    found = read(tmp_path, HEADER + '1,2026-11-01,A,"Apple,\nred ""sweet""",2,1.50\n2,2026-11-02,B,Bread,1O,2.25\n')
    assert found.ready[0]["name"] == 'Apple, red "sweet"'
    assert found.codes == {3: "bad-number"}


def test_stray_and_unclosed_quotes(tmp_path: Path) -> None:
    """An inch mark is part of a name; a quote never closed costs its own row only."""
    rows = '1,2026-11-01,A,6" nail,2,1.50\n2,2026-11-02,B,"Bread,1,2.25\n3,2026-11-03,C,Cheese,1,3\n'
    found = read(tmp_path, HEADER + rows)
    assert [row["name"] for row in found.ready] == ['6" nail', "Cheese"]
    assert found.codes == {3: "wrong-column-count"}


def test_rows_of_another_width_and_blank_rows(tmp_path: Path) -> None:
    """A row with a cell too few is rejected by name; blank rows are no rows, and are warned of."""
    found = read(tmp_path, HEADER + "1,2026-11-01,A,Apple,2\n\n,,,,,\n" + ROWS)
    assert found.codes == {2: "wrong-column-count"}
    assert found.warnings == {"blank-rows": 2}
    assert found.rows["row_no"].to_list() == [2, 5, 6]


def test_title_lines_above_the_header(tmp_path: Path) -> None:
    """Titles above the table are passed over; row numbers are those of the file."""
    found = read(tmp_path, "Sales report\nfrom November 2026\n\n" + HEADER + ROWS + "3,x,A,Apple,1,1\n")
    assert found.known.layout.header_row == 4
    assert found.codes == {7: "bad-date"}


def test_trailing_delimiters(tmp_path: Path) -> None:
    """Rows that end with a delimiter the header does not have are read all the same."""
    found = read(tmp_path, HEADER + ROWS.replace("\n", ",\n"))
    assert len(found.ready) == 2


def test_tabs_and_pipes(tmp_path: Path) -> None:
    """Other delimiters are found."""
    for delimiter in "\t|;":
        assert len(read(tmp_path, (HEADER + ROWS).replace(",", delimiter)).ready) == 2


def test_old_mac_line_ends(tmp_path: Path) -> None:
    """Lone carriage returns end rows in files without line feeds."""
    assert len(read(tmp_path, (HEADER + ROWS).replace("\n", "\r")).ready) == 2


def test_duplicate_headers(tmp_path: Path) -> None:
    """Of two columns with one name the first is read."""
    text = "receipt,date,sku,quantity,price,price\n1,2026-11-01,A,2,1.50,9.99\n"
    assert read(tmp_path, text).ready[0]["net_minor"] == 300


def test_missing_column_becomes_a_question(tmp_path: Path) -> None:
    """A required field without a column is asked for, with the columns that are free and their values."""
    text = "receipt,date,sku,xyzzy,price\n1,2026-11-01,A,2,1.50\n"
    found = read(tmp_path, text)
    (question,) = found.known.questions
    assert question.field == "mapping.quantity"
    assert [(option.value, option.outcome) for option in question.options] == [("xyzzy", "2")]
    assert len(read(tmp_path, text, mapping={"quantity": "xyzzy"}).ready) == 1


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["13/11/2026", "01/11/2026"], "dmy"),
        (["11/13/2026", "11/01/2026"], "mdy"),
        (["01/10/2026", "02/10/2026", "01/11/2026"], "dmy"),
        (["10/01/2026", "10/02/2026", "11/01/2026"], "mdy"),
        (["2026/11/01"], "ymd"),
    ],
)
def test_date_orders_with_evidence(tmp_path: Path, dates: list[str], order: str) -> None:
    """A part above 12 decides, else the order in which the file only grows."""
    rows = "".join(f"{number},{day},A,Apple,2,1.50\n" for number, day in enumerate(dates))
    found = read(tmp_path, HEADER + rows)
    assert found.questions == []
    assert found.known.date_order == order


def test_date_order_without_evidence_is_asked(tmp_path: Path) -> None:
    """Nothing decides, so the question shows what each answer would make of the dates."""
    text = HEADER + "1,01/02/2026,A,Apple,2,1.50\n2,03/02/2026,B,Bread,1,2.25\n"
    (question,) = read(tmp_path, text).known.questions
    assert question.field == "date_order"
    assert "1 February 2026" in question.options[0].outcome
    assert "2 January 2026" in question.options[1].outcome
    assert read(tmp_path, text, date_order="mdy").ready[0]["business_date"] == "2026-01-02"


def test_spreadsheet_day_counts(tmp_path: Path) -> None:
    """Numbers in a date column are days since 1899-12-30, fractions are times."""
    found = read(tmp_path, HEADER + "1,45961.5,A,Apple,2,1.50\n")
    assert found.ready[0]["occurred_at"] == "2025-10-31T12:00:00.000Z"


def test_impossible_dates(tmp_path: Path) -> None:
    """A wrong century, a far future and a 31st of February are bad dates, each on its own row."""
    rows = "".join(f"{n},{day},A,Apple,2,1.50\n" for n, day in enumerate(["1926-11-01", "2027-11-01", "2026-02-31"]))
    assert set(read(tmp_path, HEADER + rows).codes.values()) == {"bad-date"}


def test_open_thousands_are_asked(tmp_path: Path) -> None:
    """`1,234` alone may be either; with any other evidence it is not asked."""
    text = "receipt;date;sku;quantity;price\n1;2026-11-01;A;2;1,234\n"
    found = read(tmp_path, text)
    assert found.questions == ["decimal"]
    assert "1.234" in found.known.questions[0].options[1].outcome
    assert read(tmp_path, text, decimal=".").ready[0]["net_minor"] == 246_800
    assert read(tmp_path, text + "2;2026-11-01;A;2;1,5\n").questions == []


def test_thousands_signs_of_many_kinds(tmp_path: Path) -> None:
    """Commas, spaces, apostrophes and lakhs group; what does not group properly is no number."""
    prices = ['"1,234.50"', "1 234.50", "1'234.50", '"1,23,456.00"', '"1,5"']
    rows = "".join(f"{number},2026-11-01,A,Apple,1,{price}\n" for number, price in enumerate(prices))
    found = read(tmp_path, HEADER + rows)
    assert [row["net_minor"] for row in found.ready] == [123_450, 123_450, 123_450, 12_345_600]
    assert found.codes == {6: "bad-number"}


def test_currency_signs(tmp_path: Path) -> None:
    """Signs are taken off; a sign of another currency than the store's rejects the rows."""
    text = HEADER + "1,2026-11-01,A,Apple,2,£1.50\n2,2026-11-01,B,Bread,1,£2.25\n"
    assert [row["net_minor"] for row in read(tmp_path, text).ready] == [300, 225]
    assert set(read(tmp_path, text.replace("£", "€")).codes.values()) == {"currency-mismatch"}


def test_zero_and_negative_prices(tmp_path: Path) -> None:
    """Well-formed rows that are no sale are set aside, not rejected."""
    found = read(tmp_path, HEADER + ROWS + "3,2026-11-02,B,Bread,1,0\n4,2026-11-02,B,Bread,1,-5\n")
    assert found.codes == {4: "zero-price", 5: "negative-price"}


def test_right_to_left_text(tmp_path: Path) -> None:
    """Arabic and Hebrew names with direction marks, and Arabic digits, are read."""
    found = read(tmp_path, HEADER + "1,2026-11-01,A,\u202bخبز عربي\u202c,٢,١٫٥٠\n2,2026-11-01,B,לחם,1,2\n")
    assert [row["name"] for row in found.ready] == ["خبز عربي", "לחם"]
    assert found.ready[0]["net_minor"] == 300


def test_hindi_headers(tmp_path: Path) -> None:
    """Headers in Hindi are known."""
    found = read(tmp_path, "बिल नंबर,दिनांक,उत्पाद,मात्रा,मूल्य\n1,2026-11-01,चाय,2,10\n")
    assert found.ready[0]["name"] == "चाय"


def test_codes_stay_text(tmp_path: Path) -> None:
    """Leading zeros and what looks like a power of ten are codes."""
    found = read(tmp_path, HEADER + "1,2026-11-01,007,Apple,2,1.50\n2,2026-11-01,1E5,Bread,1,2.25\n")
    assert [row["sku"] for row in found.ready] == ["007", "1E5"]


def test_weights(tmp_path: Path) -> None:
    """`1,5 kg` is 1500 grams priced per kilogram; half a piece is refused."""
    text = "receipt;date;sku;quantity;price\n1;2026-11-01;A;1,5 kg;2,00\n2;2026-11-01;B;0,5;2,00\n"
    found = read(tmp_path, text, store=EURO)
    (row,) = found.ready
    assert (row["quantity"], row["unit"], row["net_minor"], row["unit_price_minor"]) == (1500, "gram", 300, 200)
    assert found.codes == {3: "fractional-each"}


def test_totals_that_do_not_add_up(tmp_path: Path) -> None:
    """Quantity, price, discount and total must agree."""
    text = (
        "receipt,date,sku,quantity,price,discount,total\n1,2026-11-01,A,2,1.50,0.50,2.50\n2,2026-11-01,A,2,1.50,0,9\n"
    )
    found = read(tmp_path, text)
    assert [row["net_minor"] for row in found.ready] == [250]
    assert found.codes == {3: "totals-disagree"}


def test_bad_barcodes(tmp_path: Path) -> None:
    """A barcode of a GTIN's length must have its check digit; in-house codes pass."""
    codes = ("4006381333931", "4006381333932", "77")
    rows = "".join(f"{number},2026-11-01,{code},1,1\n" for number, code in enumerate(codes))
    found = read(tmp_path, "receipt,date,barcode,quantity,price\n" + rows)
    assert found.codes == {3: "bad-barcode"}


def test_subtotals_and_fees(tmp_path: Path) -> None:
    """Rows that sum up, and postage, are no sales of goods."""
    found = read(tmp_path, HEADER + ROWS + "Total,,,,3,3.75\n3,2026-11-01,P,Shipping,1,4\n")
    assert found.codes == {4: "subtotal-row", 5: "not-merchandise"}


def test_card_numbers_are_never_staged(tmp_path: Path) -> None:
    """A card number in a name is masked; the same digits in a code column are a code."""
    found = read(tmp_path, HEADER + "1,2026-11-01,4111111111111111,Paid 4111 1111 1111 1111,2,1.50\n")
    assert found.ready[0]["name"] == "Paid [card number removed]"
    assert found.ready[0]["sku"] == "4111111111111111"
    assert found.warnings == {"card-number-removed": 1}


def test_clocks_that_jump(tmp_path: Path) -> None:
    """The hour that came twice is the first one, the hour that never was moves forward; both are warned of."""
    rows = "1,2026-10-25 01:30,A,Apple,1,1\n2,2026-03-29 01:30,A,Apple,1,1\n"
    found = read(tmp_path, HEADER + rows)
    assert [row["occurred_at"] for row in found.ready] == ["2026-10-25T00:30:00.000Z", "2026-03-29T01:30:00.000Z"]
    assert found.warnings == {"local-time-repeated": 1, "local-time-skipped": 1}


def test_the_trading_day_ends_after_midnight(tmp_path: Path) -> None:
    """A bar's small hours belong to yesterday; a date without a time is that date."""
    bar = facts(day_ends_minutes=240)
    assert (
        read(tmp_path, HEADER + "1,2026-11-02 01:30,A,Apple,1,1\n", store=bar).ready[0]["business_date"] == "2026-11-01"
    )
    assert read(tmp_path, HEADER + "1,2026-11-02,A,Apple,1,1\n", store=bar).ready[0]["business_date"] == "2026-11-02"


def test_a_workbook_with_titles_dates_and_formulas(tmp_path: Path) -> None:
    """Cells hold dates and numbers; a formula counts by its saved value; codes that are numbers lose no digit."""
    rows: list[list[Any]] = [
        ["Sales of November"],
        [],
        ["receipt", "date", "barcode", "quantity", "price"],
        [1, dt.datetime(2026, 11, 1, 9, 30), 4006381333931, 2, 1.5],  # noqa: DTZ001
        [2, dt.datetime(2026, 11, 2, 9, 30), "007", "=1+0", 0.1],  # noqa: DTZ001
    ]
    found = read(tmp_path, workbook({"Sheet1": rows}))
    assert found.ready[0]["sku"] == "4006381333931"
    assert found.ready[0]["net_minor"] == 300
    assert found.ready[0]["occurred_at"] == "2026-11-01T09:30:00.000Z"


def test_two_sheets_of_sales_are_a_question(tmp_path: Path) -> None:
    """Two sheets that look like sales: which one is asked; a sheet of notes beside them is not offered."""
    table: list[list[Any]] = [["receipt", "date", "sku", "quantity", "price"], ["1", "2026-11-01", "A", 2, 1.5]]
    content = workbook({"October": table, "November": table, "Notes": [["hello"]]})
    (question,) = read(tmp_path, content).known.questions
    assert (question.field, [option.value for option in question.options]) == ("sheet", ["October", "November"])
    assert len(read(tmp_path, content, sheet="November").ready) == 1


def test_parquet(tmp_path: Path) -> None:
    """Typed columns are read as exactly as text."""
    frame = pl.DataFrame(
        {
            "receipt": [1, 2],
            "date": [dt.datetime(2026, 11, 1, 9, 30), dt.datetime(2026, 11, 2)],  # noqa: DTZ001
            "sku": ["A", "B"],
            "quantity": [2, 1],
            "price": [1.1, 0.3],
        }
    )
    target = io.BytesIO()
    frame.write_parquet(target)
    assert [row["net_minor"] for row in read(tmp_path, target.getvalue()).ready] == [220, 30]


def test_gzip(tmp_path: Path) -> None:
    """A gzipped CSV is a CSV."""
    assert len(read(tmp_path, gzip.compress((HEADER + ROWS).encode())).ready) == 2


def _zip(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def _far_corner() -> bytes:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    book = workbook({"Sheet1": [["receipt", "date"]]})
    entries = {}
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    sheet = entries["xl/worksheets/sheet1.xml"].decode()
    start, end = sheet.index("<sheetData>"), sheet.index("</sheetData>")
    entries["xl/worksheets/sheet1.xml"] = (sheet[: start + len("<sheetData>")] + cells + sheet[end:]).encode()
    return _zip(entries)


def _xlsx_bomb() -> bytes:
    return _zip({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 200_000_000})


def _parquet_bomb() -> bytes:
    """One value of a megabyte, named 400,000 times: small as a dictionary, half a terabyte as text."""
    names = pa.DictionaryArray.from_arrays(pa.array([0] * 400_000, pa.int32()), pa.array(["x" * 1_000_000]))
    target = io.BytesIO()
    pq.write_table(pa.table({"date": pa.array(["2026-11-01"] * 400_000), "name": names}), target)
    return target.getvalue()


def _too_wide() -> bytes:
    return (",".join(f"c{number}" for number in range(201)) + "\n" + ",".join("1" * 201)).encode()


def _locked_workbook() -> bytes:
    return b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")


WHOLE_FILE_PROBLEMS: list[tuple[str, Callable[[], bytes], type[Problem]]] = [
    ("nothing", lambda: b"", problems.EmptyFile),
    ("only blanks", lambda: b" \n\n \n", problems.EmptyFile),
    ("only a header", lambda: HEADER.encode(), problems.EmptyFile),
    ("no header", lambda: ROWS.encode(), problems.NoHeader),
    ("a PDF", lambda: b"%PDF-1.7\n1 0 obj\n", problems.UnsupportedFile),
    ("a web page", lambda: b"<!DOCTYPE html><html><body>Login</body></html>", problems.UnsupportedFile),
    ("bytes", lambda: bytes(range(256)) * 20, problems.UnsupportedFile),
    ("a zip of something", lambda: _zip({"a.txt": b"hello"}), problems.UnsupportedFile),
    ("a gzipped PDF", lambda: gzip.compress(b"%PDF-1.7\n1 0 obj\n"), problems.UnsupportedFile),
    ("201 columns", _too_wide, problems.UnsupportedFile),
    ("a torn gzip", lambda: gzip.compress((HEADER + ROWS * 1000).encode())[:-40], problems.DamagedFile),
    ("a torn workbook", lambda: workbook({"S": [["receipt"]]})[:-30], problems.DamagedFile),
    ("a torn Parquet file", lambda: b"PAR1" + b"\x00" * 50 + b"PAR1", problems.DamagedFile),
    ("a locked workbook", _locked_workbook, problems.EncryptedFile),
    ("a gzip bomb", lambda: gzip.compress(HEADER.encode() + b"0" * 60_000_000), problems.ExpansionTooLarge),
    ("an XLSX bomb", _xlsx_bomb, problems.ExpansionTooLarge),
    ("a sheet with a far corner", _far_corner, problems.ExpansionTooLarge),
    ("a Parquet bomb", _parquet_bomb, problems.ExpansionTooLarge),
    ("a Shopify product file", lambda: b"Handle,Title,Variant SKU,Variant Price\na,A,1,2\n", problems.NotASalesFile),
    ("a Shopify inventory file", lambda: b"Handle,Title,Location,Available\na,A,x,2\n", problems.NotASalesFile),
    ("an unknown sheet", lambda: workbook({"S": [[1, 2], [3, 4]]}), problems.EmptyFile),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "problem"), [case[1:] for case in WHOLE_FILE_PROBLEMS], ids=[case[0] for case in WHOLE_FILE_PROBLEMS]
)
def test_whole_file_problems(tmp_path: Path, content: Callable[[], bytes], problem: type[Problem]) -> None:
    """What is no file of sales gets the problem that says so."""
    with pytest.raises(problem):
        look_at(tmp_path, content())


def test_200_columns_are_read(tmp_path: Path) -> None:
    """As many columns as allowed, most of them of no use."""
    extra = [f"x{number}" for number in range(194)]
    text = HEADER.strip() + "," + ",".join(extra) + "\n1,2026-11-01,A,Apple,2,1.50," + ",".join("9" * 194) + "\n"
    assert len(read(tmp_path, text).ready) == 1


def test_a_cell_of_a_megabyte(tmp_path: Path) -> None:
    """A cell beyond the limit costs its row, not the upload."""
    found = read(tmp_path, HEADER + ROWS + f"3,2026-11-02,B,{'x' * 1_000_000},1,1\n" + "4,2026-11-02,B,Bread,1,1\n")
    assert found.codes == {4: "wrong-column-count"}
    assert len(found.ready) == 3
