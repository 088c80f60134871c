"""The owner takes people on, and every change of rights holds from that moment."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from aisle.kit.actor import system_actor
from aisle.kit.db import Database
from aisle.kit.ids import new_id
from tests.identity.house import OTHER_PASSWORD, House, open_house, user_body

STORE, OTHER_STORE = new_id(), new_id()


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path, list_stores=lambda _session, _actor: [(STORE, "One"), (OTHER_STORE, "Two")])


def test_people_work_in_the_role_and_stores_they_were_given(house: House) -> None:
    owner = house.owner()
    user_id = house.hire(owner, "bob@shop.example", role="manager", store_ids=[STORE])
    bob = house.browser()
    assert bob.log_in("bob@shop.example").status_code == 200
    me = bob.ask("GET", "/v1/me").json()
    assert (me["user_id"], me["role"], me["shop_name"]) == (user_id, "manager", "The Corner")
    assert "staff.manage" not in me["permissions"] and "sales.upload" in me["permissions"]
    listed = owner.ask("GET", "/v1/users").json()["items"]
    assert [(it["email"], it["role"], it["store_ids"]) for it in listed] == [
        ("ann@shop.example", "owner", None),
        ("bob@shop.example", "manager", [STORE]),
    ]
    assert "password" not in str(listed)


@pytest.mark.parametrize(
    "change",
    [
        {"disabled": True},
        {"role": "manager"},
        {"store_ids": [STORE]},
        {"password": OTHER_PASSWORD},
    ],
)
def test_a_change_of_rights_ends_every_login_at_once(house: House, change: dict[str, Any]) -> None:
    owner = house.owner()
    user_id = house.hire(owner, "bob@shop.example", role="cashier")
    bob = house.browser()
    bob.log_in("bob@shop.example")
    assert bob.ask("GET", "/v1/me").status_code == 200
    body = {**user_body("bob@shop.example", role="cashier", password=None), **change}
    assert owner.ask("PUT", f"/v1/users/{user_id}", json=body).status_code == 200
    assert bob.ask("GET", "/v1/me").json()["code"] == "login-ended"
    assert bob.turn_token().status_code == 401
    assert owner.ask("GET", "/v1/me").status_code == 200


def test_a_change_of_name_leaves_logins_alone(house: House) -> None:
    owner = house.owner()
    user_id = house.hire(owner, "bob@shop.example", role="cashier")
    bob = house.browser()
    bob.log_in("bob@shop.example")
    body = user_body("robert@shop.example", name="Robert", role="cashier", password=None)
    assert owner.ask("PUT", f"/v1/users/{user_id}", json=body).status_code == 200
    assert bob.ask("GET", "/v1/me").json()["name"] == "Robert"
    assert house.browser().log_in("robert@shop.example").status_code == 200
    assert house.browser().log_in("bob@shop.example").status_code == 401


def test_another_process_hears_of_a_change_within_its_memory(house: House, tmp_path: Path) -> None:
    other = open_house(house.database, tmp_path)
    owner = house.owner()
    user_id = house.hire(owner, "bob@shop.example", role="cashier")
    bob = other.browser()
    bob.log_in("bob@shop.example")
    assert bob.ask("GET", "/v1/me").status_code == 200
    body = user_body("bob@shop.example", role="cashier", disabled=True, password=None)
    owner.ask("PUT", f"/v1/users/{user_id}", json=body)
    other.clock.at = other.clock.at.replace(second=10)
    assert bob.ask("GET", "/v1/me").json()["code"] == "login-ended"


def test_a_disabled_person_cannot_log_in(house: House) -> None:
    owner = house.owner()
    user_id = house.hire(owner, "bob@shop.example", role="cashier")
    owner.ask("PUT", f"/v1/users/{user_id}", json=user_body("bob@shop.example", disabled=True))
    assert house.browser().log_in("bob@shop.example").json()["code"] == "login-refused"


def test_saving_the_same_person_twice_changes_nothing(house: House) -> None:
    owner, user_id = house.owner(), new_id()
    answers = [owner.ask("PUT", f"/v1/users/{user_id}", json=user_body("bob@shop.example")) for _ in range(2)]
    assert answers[0].json() == answers[1].json()


def test_the_owner_stays_and_makes_no_second_one(house: House) -> None:
    owner = house.owner("ann@shop.example")
    owner_id = owner.ask("GET", "/v1/me").json()["user_id"]
    for change in ({"role": "manager"}, {"role": "owner", "disabled": True}):
        body = user_body("ann@shop.example", password=None, **change)
        assert owner.ask("PUT", f"/v1/users/{owner_id}", json=body).json()["code"] == "owner-stays"
    second = owner.ask("PUT", f"/v1/users/{new_id()}", json=user_body("eve@shop.example", role="owner"))
    assert second.json()["code"] == "owner-stays"
    assert len(owner.ask("GET", "/v1/users").json()["items"]) == 1


def test_a_store_of_nobody_is_not_found(house: House) -> None:
    answer = house.owner().ask("PUT", f"/v1/users/{new_id()}", json=user_body("b@c.example", store_ids=[new_id()]))
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_a_new_person_needs_a_good_password(house: House) -> None:
    owner = house.owner()
    for password, code in ((None, "malformed"), ("bob cole the corner", "password-refused")):
        answer = owner.ask("PUT", f"/v1/users/{new_id()}", json=user_body("b@c.example", password=password))
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_an_email_in_use_is_refused(house: House) -> None:
    owner = house.owner("ann@shop.example")
    answer = owner.ask("PUT", f"/v1/users/{new_id()}", json=user_body("ann@shop.example"))
    assert (answer.status_code, answer.json()["code"]) == (409, "email-taken")


def test_rights_given_and_taken_are_on_record(house: House) -> None:
    owner = house.owner()
    user_id = house.hire(owner, "bob@shop.example", role="cashier", store_ids=[STORE])
    owner.ask("PUT", f"/v1/users/{user_id}", json=user_body("bob@shop.example", disabled=True))
    me = owner.ask("GET", "/v1/me").json()
    with house.database.read(system_actor(me["tenant_id"])) as session:
        rows = session.execute(
            sa.text("SELECT actor, subject_id, payload FROM journal WHERE kind = 'rights_change' ORDER BY number")
        ).all()
    assert [(row.actor, row.subject_id) for row in rows] == [(me["user_id"], user_id)] * 2
    assert '"reason":"taken-on"' in rows[0].payload and '"reason":"disabled"' in rows[1].payload
    assert "bob" not in rows[0].payload.lower()
