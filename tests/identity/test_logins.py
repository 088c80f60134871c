"""Logging in, staying logged in, logging out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from pwdlib.hashers.argon2 import Argon2Hasher

from aisle.identity.models import UserRow
from aisle.kit.actor import system_actor
from tests.identity.house import ORIGIN, OTHER_PASSWORD, PASSWORD, House, user_body


def test_the_right_password_logs_in_and_a_wrong_one_does_not(house: House) -> None:
    house.owner("ann@shop.example")
    assert house.browser().log_in("Ann@Shop.Example").status_code == 200
    answer = house.browser().log_in("ann@shop.example", OTHER_PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (401, "login-refused")


def test_the_refresh_cookie_is_kept_from_scripts_and_other_sites(house: House) -> None:
    house.owner("ann@shop.example")
    plain = house.browser().log_in("ann@shop.example").headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/v1/auth", "max-age=1209600"):
        assert part in plain
    assert "secure" not in plain
    for base_url in ("https://localhost", "http://shop.example", "https://shop.example"):
        assert "secure" in house.browser(base_url=base_url).log_in("ann@shop.example").headers["set-cookie"].lower()


def test_a_token_lives_ten_minutes_and_the_cookie_gets_the_next(house: House) -> None:
    browser = house.owner()
    first = browser.refresh_token
    house.clock.at += timedelta(minutes=10)
    assert browser.ask("GET", "/v1/me").json()["code"] == "not-logged-in"
    assert browser.turn_token().status_code == 200
    assert browser.refresh_token != first
    assert browser.ask("GET", "/v1/me").status_code == 200


def test_two_tabs_get_the_same_successor_for_ten_seconds(house: House) -> None:
    browser = house.owner()
    first = browser.refresh_token
    assert first is not None
    browser.turn_token()
    second = browser.refresh_token
    house.clock.at += timedelta(seconds=9)
    tab = house.browser()
    tab.hold(first)
    assert tab.turn_token().status_code == 200
    assert tab.refresh_token == second
    assert tab.turn_token().status_code == 200


def test_many_tabs_at_the_same_moment_agree_on_one_successor(house: House) -> None:
    browser = house.owner()
    first = browser.refresh_token
    assert first is not None
    tabs = [house.browser() for _ in range(6)]
    for tab in tabs:
        tab.hold(first)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda tab: tab.turn_token().status_code, tabs)) == [200] * 6
    assert len({tab.refresh_token for tab in tabs}) == 1
    assert tabs[0].ask("GET", "/v1/me").status_code == 200


def test_refresh_ends_after_14_idle_days_and_after_90_days_in_all(house: House) -> None:
    idle, busy = house.owner("idle@shop.example"), house.owner("busy@shop.example")
    for _ in range(8):
        house.clock.at += timedelta(days=11)
        assert busy.turn_token().status_code == 200
    assert idle.turn_token().json()["code"] == "login-ended"
    house.clock.at += timedelta(days=3)
    assert busy.turn_token().json()["code"] == "login-ended"


def test_logging_out_ends_the_login_at_once(house: House) -> None:
    browser = house.owner()
    ended: list[str] = []
    house.identity.logins.on_ended(ended.append)
    assert browser.ask("GET", "/v1/me").status_code == 200
    answer = browser.ask("POST", "/v1/auth/logout", headers={"origin": ORIGIN})
    assert answer.status_code == 204
    assert len(ended) == 1
    assert browser.ask("GET", "/v1/me").json()["code"] == "login-ended"
    assert browser.turn_token().status_code == 401
    assert browser.ask("POST", "/v1/auth/logout", headers={"origin": ORIGIN}).status_code == 204


def test_one_can_see_and_end_ones_own_logins(house: House) -> None:
    here = house.owner("ann@shop.example")
    there = house.browser()
    there.log_in("ann@shop.example")
    logins = here.ask("GET", "/v1/me/logins").json()["items"]
    assert [login["current"] for login in logins] == [False, True]
    assert here.ask("DELETE", f"/v1/me/logins/{logins[0]['login_id']}").status_code == 204
    assert there.ask("GET", "/v1/me").status_code == 401
    assert there.turn_token().status_code == 401
    assert here.ask("GET", "/v1/me").status_code == 200
    assert len(here.ask("GET", "/v1/me/logins").json()["items"]) == 1


def test_logins_come_in_pages(house: House) -> None:
    browser = house.owner("ann@shop.example")
    for _ in range(4):
        browser.log_in("ann@shop.example")
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = browser.ask("GET", f"/v1/me/logins?limit=2{after and f'&after={after}'}").json()
        seen += [login["login_id"] for login in page["items"]]
        after = page["next_after"]
    assert len(seen) == 5 and seen == sorted(set(seen), reverse=True)


def test_a_hash_with_weaker_parameters_is_renewed_at_login(house: House) -> None:
    house.owner("ann@shop.example")
    weak = Argon2Hasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    with house.database.system_write() as tx:
        tx.execute(sa.update(UserRow).values(password_hash=weak))
    assert house.browser().log_in("ann@shop.example").status_code == 200
    with house.database.system_read() as session:
        stored = session.scalars(sa.select(UserRow.password_hash)).one()
    assert "m=19456,t=2,p=1" in stored and stored != weak
    assert house.browser().log_in("ann@shop.example").status_code == 200


def test_a_password_changed_while_the_old_one_was_being_checked_wins(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = house.owner("ann@shop.example")
    user_id = house.hire(owner, "bob@shop.example", role="manager")
    verify = house.identity.hasher.verify

    def change_meanwhile(password: str, password_hash: str | None) -> bool:
        fits = verify(password, password_hash)
        owner.ask("PUT", f"/v1/users/{user_id}", json=user_body("bob@shop.example", password=OTHER_PASSWORD))
        return fits

    monkeypatch.setattr(house.identity.hasher, "verify", change_meanwhile)
    assert house.browser().log_in("bob@shop.example").json()["code"] == "login-refused"


def test_a_refused_try_at_a_known_account_is_on_record(house: House) -> None:
    browser = house.owner("ann@shop.example")
    house.browser().log_in("ann@shop.example", OTHER_PASSWORD)
    house.browser().log_in("nobody@shop.example", OTHER_PASSWORD)
    tenant_id = browser.ask("GET", "/v1/me").json()["tenant_id"]
    with house.database.read(system_actor(tenant_id)) as session:
        kinds = session.execute(sa.text("SELECT kind FROM journal ORDER BY number")).scalars().all()
    assert kinds == ["tenant_open", "login", "login_refused"]


def test_the_public_keys_are_published_without_their_private_part(house: House) -> None:
    (key,) = house.browser().ask("GET", "/.well-known/jwks.json").json()["keys"]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("OKP", "Ed25519", "Ed25519", "sig")
    assert "d" not in key and key["kid"]
