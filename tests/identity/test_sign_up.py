"""A shop opens: tenant, keys, owner and first store together, or nothing at all."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from aisle import identity
from aisle.identity import actions
from aisle.identity.models import UserRow
from aisle.kit.actor import system_actor
from aisle.kit.db import Database, WriteSession
from tests.identity.house import OTHER_PASSWORD, House, open_house, sign_up_body


def test_a_new_owner_is_logged_in_and_known(house: House) -> None:
    browser = house.browser()
    answer = browser.sign_up("Ann@Shop.example")
    assert answer.status_code == 201
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("bearer", 600)
    assert answer.headers["cache-control"] == "no-store"
    me = browser.ask("GET", "/v1/me").json()
    assert (me["name"], me["email"], me["role"], me["shop_name"]) == (
        "Ann Baker",
        "ann@shop.example",
        "owner",
        "The Corner",
    )
    assert set(me["permissions"]) == set(identity.PERMISSIONS)


def test_name_and_email_are_sealed_and_the_password_is_argon2id(house: House) -> None:
    house.owner("ann@shop.example")
    with house.database.system_read() as session:
        user = session.scalars(sa.select(UserRow)).one()
    row = " ".join(str(getattr(user, column.name)) for column in UserRow.__table__.columns)
    assert "ann" not in user.email.lower() and "Baker" not in row and "ann@shop" not in row
    assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_app_opens_the_first_store_in_the_same_transaction(database: Database, tmp_path: Path) -> None:
    seen: list[identity.NewTenant] = []

    def open_first_store(tx: WriteSession, tenant: identity.NewTenant) -> None:
        assert tx.scalars(sa.select(UserRow.user_id)).one() == tenant.owner_id
        seen.append(tenant)

    open_house(database, tmp_path, on_tenant=open_first_store).owner()
    assert [(it.shop_name, it.time_zone, it.currency) for it in seen] == [("The Corner", "Europe/London", "GBP")]


def test_a_sign_up_whose_first_store_fails_leaves_nothing(database: Database, tmp_path: Path) -> None:
    def fail(_tx: WriteSession, _tenant: identity.NewTenant) -> None:
        raise ZeroDivisionError

    house = open_house(database, tmp_path)
    with pytest.raises(ZeroDivisionError):
        actions.sign_up(
            database, house.identity, **sign_up_body("ann@shop.example"), now=house.clock.now(), on_tenant=fail
        )
    assert house.browser().sign_up("ann@shop.example").status_code == 201


def test_an_email_has_one_account_however_it_is_written(house: House) -> None:
    house.owner("ann@shop.example")
    answer = house.browser().sign_up("ANN@shop.example ", password=OTHER_PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (409, "email-taken")


def test_two_sign_ups_at_once_make_one_account(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rival takes the e-mail after it was found free and before it is written."""
    hashed, rivals = house.identity.hasher.hash, [house.browser()]

    def let_a_rival_in(password: str) -> str:
        if rivals:
            rivals.pop().sign_up("ann@shop.example")
        return hashed(password)

    monkeypatch.setattr(house.identity.hasher, "hash", let_a_rival_in)
    monkeypatch.setattr("aisle.identity.queries.find_account", lambda *_: None)
    assert house.browser().sign_up("ann@shop.example").json()["code"] == "email-taken"
    with house.database.system_read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(UserRow)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"email": "ann"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"currency": "pounds"},
        {"name": "  "},
        {"shop_name": "x" * 201},
        {"role": "owner"},
    ],
)
def test_a_malformed_sign_up_is_refused(house: House, change: dict[str, str]) -> None:
    answer = house.browser().ask("POST", "/v1/signup", json={**sign_up_body("ann@shop.example"), **change})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_a_weak_password_is_refused_with_its_reason(house: House) -> None:
    answer = house.browser().sign_up("ann@shop.example", password="the-corner-2026")
    assert (answer.status_code, answer.json()["code"]) == (422, "password-refused")
    assert answer.json()["params"] == {"reason": "too-common"}
    assert "corner" not in answer.text


def test_the_sign_up_is_on_record_without_personal_data(house: House) -> None:
    browser = house.owner()
    tenant_id = browser.ask("GET", "/v1/me").json()["tenant_id"]
    with house.database.read(system_actor(tenant_id)) as session:
        rows = session.execute(sa.text("SELECT kind, payload FROM journal ORDER BY number")).all()
    assert [kind for kind, _payload in rows] == ["tenant_open", "login"]
    assert not any(word in payload.lower() for _kind, payload in rows for word in ("ann", "baker", "corner"))
