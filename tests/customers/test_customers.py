"""Customers: the same source gives the same people, and what could name them is sealed."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from aisle import customers
from aisle.customers.models import CUSTOMERS
from aisle.customers.rules import is_personal, normalised_ref
from aisle.kit.actor import system_actor
from aisle.kit.clock import to_utc_text
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from aisle.kit.keys import Keyring
from aisle.kit.problems import NotFound
from aisle.kit.secrets_directory import SecretsDirectory
from tests.books import TEST_NOW

EMAIL, PHONE, CODE = "Mia@Mail.example", "+44 20 7946 0018", "17850"


class Counter:
    """A tenant with its keys, where customers are met."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.keyring = database, Keyring(SecretsDirectory(folder / "secrets"))
        self.actor = system_actor(new_id())
        with database.write(self.actor) as tx:
            self.keyring.create_tenant(tx, tx.tenant_id, created_at=to_utc_text(TEST_NOW))

    def meet(self, *refs: str, source: str = "till") -> dict[str, str]:
        with self.database.write(self.actor) as tx:
            return customers.ensure_customers(tx, source=source, refs=refs, keyring=self.keyring)

    def look(self, customer_id: str) -> customers.Customer:
        with self.database.read(self.actor) as session:
            return customers.get_customer_for(session, customer_id, keyring=self.keyring)

    def names(self, *customer_ids: str) -> dict[str, str]:
        with self.database.read(self.actor) as session:
            return customers.show_names(session, customer_ids, keyring=self.keyring)

    def stored(self) -> str:
        with self.database.write_engine.connect() as connection:
            return str(connection.execute(sa.select(CUSTOMERS)).all())

    def erase(self, customer_id: str) -> None:
        with self.database.write(self.actor) as tx:
            customers.erase_customer(tx, customer_id, keyring=self.keyring, now=TEST_NOW)


@pytest.fixture
def counter(database: Database, tmp_path: Path) -> Counter:
    return Counter(database, tmp_path)


def test_meeting_the_same_people_again_changes_nothing(counter: Counter) -> None:
    first = counter.meet(CODE, EMAIL, PHONE, CODE)
    before = counter.stored()
    assert counter.meet(PHONE, CODE, EMAIL, "18000") == {**first, "18000": counter.meet("18000")["18000"]}
    assert all(customer_id in before for customer_id in first.values())
    assert counter.names(*first.values()) == {first[CODE]: CODE, first[EMAIL]: EMAIL, first[PHONE]: PHONE}


def test_one_person_however_their_address_is_written(counter: Counter) -> None:
    ids = counter.meet(EMAIL, " mia@mail.example", "MIA@MAIL.EXAMPLE", PHONE, "+442079460018", "(+44) 2079-460018")
    assert len(set(ids.values())) == 2


def test_sources_are_apart(counter: Counter) -> None:
    assert counter.meet(CODE)[CODE] != counter.meet(CODE, source="web shop")[CODE]


def test_blank_references_name_nobody(counter: Counter) -> None:
    assert set(counter.meet("", "  ", CODE)) == {CODE}


def test_a_code_stays_as_it_is_and_anything_personal_is_sealed(counter: Counter) -> None:
    counter.meet(CODE, EMAIL, PHONE, "Mia Larsen")
    stored = counter.stored().lower()
    assert CODE in stored
    assert not any(part in stored for part in ("mia", "mail.example", "7946", "2079", "larsen"))


def test_a_personal_id_cannot_be_found_by_trying_addresses(counter: Counter, tmp_path: Path) -> None:
    """Somebody with the tenant's id and another installation's keys comes to other ids."""
    elsewhere = Counter(counter.database, tmp_path / "elsewhere")
    ours = counter.meet(EMAIL, CODE)
    with counter.database.write(counter.actor) as tx:
        tx.execute(sa.text("DELETE FROM tenant_key WHERE tenant_id = :it"), {"it": tx.tenant_id})
        elsewhere.keyring.create_tenant(tx, tx.tenant_id, created_at=to_utc_text(TEST_NOW))
        theirs = customers.ensure_customers(tx, source="till", refs=[EMAIL, CODE], keyring=elsewhere.keyring)
    assert theirs[CODE] == ours[CODE]
    assert theirs[EMAIL] != ours[EMAIL]


def test_many_customers_in_a_few_statements(counter: Counter) -> None:
    refs = [str(number) for number in range(10_000, 22_000)]
    statements: list[str] = []
    engine = counter.database.write_engine

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine, "after_cursor_execute", count)
    ids = counter.meet(*refs)
    assert counter.meet(*refs) == ids
    sa.event.remove(engine, "after_cursor_execute", count)
    assert len(set(ids.values())) == len(refs)
    assert len(counter.names(*ids.values())) == len(refs)
    assert len(statements) < 20


def test_a_described_customer_is_called_by_name(counter: Counter) -> None:
    customer_id = counter.meet(CODE)[CODE]
    with counter.database.write(counter.actor) as tx:
        customers.describe_customer(tx, customer_id, name="Mia Larsen", contact=EMAIL, keyring=counter.keyring)
    assert counter.names(customer_id) == {customer_id: "Mia Larsen"}
    found = counter.look(customer_id)
    assert (found.external_ref, found.name, found.contact) == (CODE, "Mia Larsen", EMAIL)
    assert "Larsen" not in counter.stored() and "Larsen" not in repr(found)


def test_an_erased_customer_stays_forgotten_also_in_an_old_backup(counter: Counter) -> None:
    ids = counter.meet(EMAIL, PHONE, CODE)
    with counter.database.write_engine.connect() as connection:
        backup = [row._asdict() for row in connection.execute(sa.select(CUSTOMERS)).all()]
    for customer_id in ids.values():
        counter.erase(customer_id)
    assert counter.names(*ids.values()) == {}
    # The rows come back from a backup, but the key of the person does not.
    with counter.database.write_engine.begin() as connection:
        connection.execute(sa.delete(CUSTOMERS))
        connection.execute(sa.insert(CUSTOMERS), backup)
    assert counter.look(ids[EMAIL]).external_ref is None
    assert counter.names(ids[EMAIL], ids[PHONE]) == {}


def test_an_erased_customer_who_comes_back_is_not_described_again(counter: Counter) -> None:
    customer_id = counter.meet(EMAIL)[EMAIL]
    counter.erase(customer_id)
    assert counter.meet(EMAIL) == {EMAIL: customer_id}
    assert counter.look(customer_id).external_ref is None
    with counter.database.write(counter.actor) as tx, pytest.raises(NotFound):
        customers.describe_customer(tx, customer_id, name="Mia", contact=None, keyring=counter.keyring)


def test_the_erasure_is_on_record(counter: Counter) -> None:
    customer_id = counter.meet(EMAIL)[EMAIL]
    counter.erase(customer_id)
    with counter.database.read(counter.actor) as session:
        rows = session.execute(sa.text("SELECT kind, subject_id, payload FROM journal")).all()
    assert [tuple(row) for row in rows] == [("erasure", customer_id, "{}")]


@pytest.mark.parametrize("ref", [EMAIL, PHONE, "020 7946 0018", "07911123456", "Mia Larsen", "Larsen, Mia", "x@y"])
def test_what_could_name_a_person_is_personal(ref: str) -> None:
    assert is_personal(ref)


@pytest.mark.parametrize("ref", ["17850", "C-1020", "customer_7", "12345678", "A1B2C3D4E5F6", "walk-in"])
def test_a_mere_code_is_not(ref: str) -> None:
    assert not is_personal(ref)


@given(digits=st.text("0123456789", min_size=9, max_size=15), gaps=st.lists(st.sampled_from(" -().+/"), max_size=6))
def test_a_number_reads_the_same_with_and_without_punctuation(digits: str, gaps: list[str]) -> None:
    written = digits
    for at, gap in enumerate(gaps, start=1):
        written = written[:at] + gap + written[at:]
    assert is_personal(written)
    assert normalised_ref(written) == digits
