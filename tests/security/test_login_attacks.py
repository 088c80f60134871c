"""Attacks on logging in and staying logged in."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from aisle.identity import passwords
from aisle.identity.models import LoginRow, RefreshTokenRow
from aisle.identity.passwords import HASHES_AT_ONCE_MAX, PasswordHasher
from aisle.kit.ids import new_id
from tests.identity.house import ORIGIN, OTHER_PASSWORD, PASSWORD, Browser, House, sign_up_body, user_body


def thief_with(house: House, token: str | None) -> Browser:
    """Somebody else's browser holding a stolen refresh token."""
    assert token is not None
    thief = house.browser("198.51.100.66")
    thief.hold(token)
    return thief


def test_a_stolen_and_spent_token_ends_the_whole_family(house: House) -> None:
    browser = house.owner()
    stolen = browser.refresh_token
    browser.turn_token()
    house.clock.at += timedelta(seconds=10)
    assert thief_with(house, stolen).turn_token().json()["code"] == "login-ended"
    assert browser.ask("GET", "/v1/me").json()["code"] == "login-ended"
    assert browser.turn_token().json()["code"] == "login-ended"


def test_a_grandfather_token_ends_the_family_even_within_ten_seconds(house: House) -> None:
    browser = house.owner()
    stolen = browser.refresh_token
    browser.turn_token()
    browser.turn_token()
    assert thief_with(house, stolen).turn_token().status_code == 401
    assert browser.ask("GET", "/v1/me").json()["code"] == "login-ended"


def test_a_thief_who_turns_first_is_found_out_when_the_owner_turns(house: House) -> None:
    browser = house.owner()
    thief = thief_with(house, browser.refresh_token)
    assert thief.turn_token().status_code == 200
    thief.turn_token()
    assert browser.turn_token().status_code == 401
    assert thief.ask("GET", "/v1/me").json()["code"] == "login-ended"


def test_reuse_in_one_family_leaves_other_logins_alone(house: House) -> None:
    browser, phone = house.owner("ann@shop.example"), house.browser()
    phone.log_in("ann@shop.example")
    stolen = browser.refresh_token
    browser.turn_token()
    browser.turn_token()
    thief_with(house, stolen).turn_token()
    assert phone.ask("GET", "/v1/me").status_code == 200


def test_reuse_is_on_record(house: House) -> None:
    browser = house.owner()
    stolen = browser.refresh_token
    browser.turn_token()
    browser.turn_token()
    thief_with(house, stolen).turn_token()
    with house.database.write_engine.connect() as connection:
        kinds = connection.execute(sa.text("SELECT kind FROM journal ORDER BY number")).scalars().all()
    assert kinds[-2:] == ["token_reuse", "login_end"]


def test_tokens_are_nowhere_in_the_book(house: House) -> None:
    browser = house.owner()
    seen = [browser.refresh_token, browser.access_token]
    browser.turn_token()
    seen += [browser.refresh_token, browser.access_token, PASSWORD]
    rows: list[Any] = []
    with house.database.write_engine.connect() as connection:
        for table in ("login", "refresh_token", "users", "journal", "tenant_key"):
            rows += connection.execute(sa.text(f"SELECT * FROM {table}")).all()
    assert not any(secret and secret in str(rows) for secret in seen)


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5_000, "'; DROP TABLE users; --", "%00"])
def test_a_guessed_refresh_token_is_refused_and_its_cookie_taken_away(house: House, token: str) -> None:
    house.owner()
    answer = thief_with(house, token).turn_token()
    assert answer.status_code == 401
    assert "max-age=0" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "http://evil.example",
        "http://localhost.evil.example",
        "http://evil.example/localhost",
        "http://evil.example#localhost",
        "http://localhost@evil.example",
        "http://sub.localhost",
        "http://localhost:81",
        "file://localhost",
        "javascript://localhost",
    ],
)
@pytest.mark.parametrize("path", ["/v1/auth/token", "/v1/auth/logout"])
def test_the_cookie_is_of_no_use_to_foreign_pages(house: House, path: str, origin: str | None) -> None:
    browser = house.owner()
    browser.access_token, token = "", browser.access_token
    answer = browser.ask("POST", path, headers={} if origin is None else {"origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "origin-refused")
    assert "set-cookie" not in answer.headers
    browser.access_token = token
    assert browser.ask("GET", "/v1/me").status_code == 200


@pytest.mark.parametrize("path", ["/v1/login", "/v1/signup"])
def test_a_foreign_page_cannot_log_a_visitor_in(house: House, path: str) -> None:
    house.owner("ann@shop.example")
    body = {"email": "ann@shop.example", "password": PASSWORD} if path == "/v1/login" else sign_up_body("e@v.example")
    answer = house.browser().ask("POST", path, json=body, headers={"origin": "http://evil.example"})
    assert answer.json()["code"] == "origin-refused"


def test_a_form_cannot_log_anybody_in(house: House) -> None:
    house.owner("ann@shop.example")
    body = '{"email": "ann@shop.example", "password": "' + PASSWORD + '"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = house.browser().ask("POST", "/v1/login", content=body, headers={"content-type": kind})
        assert answer.status_code == 422


def test_a_login_never_takes_up_what_the_browser_brought(house: House) -> None:
    """Fixation: a token planted before the login is not the token after it, and leads nowhere new."""
    attacker = house.owner("eve@shop.example")
    house.owner("ann@shop.example")
    victim = thief_with(house, attacker.refresh_token)
    answer = victim.log_in("ann@shop.example")
    assert str(attacker.refresh_token) not in answer.headers["set-cookie"]
    assert victim.ask("GET", "/v1/me").json()["email"] == "ann@shop.example"
    attacker.turn_token()
    assert attacker.ask("GET", "/v1/me").json()["email"] == "eve@shop.example"
    with house.database.system_read() as session:
        families = session.execute(
            sa.select(RefreshTokenRow.login_id, LoginRow.user_id).join(
                LoginRow, LoginRow.login_id == RefreshTokenRow.login_id
            )
        ).all()
    assert len({row.login_id for row in families}) == 3


def refusals(house: House) -> dict[str, Browser]:
    """Browsers at addresses of their own for each reason a login may be refused."""
    owner = house.owner("ann@shop.example")
    user_id = house.hire(owner, "bob@shop.example", role="cashier")
    owner.ask("PUT", f"/v1/users/{user_id}", json=user_body("bob@shop.example", disabled=True, password=None))
    return {
        email: house.browser(f"198.51.100.{number}")
        for number, email in enumerate(("ann@shop.example", "bob@shop.example", "nobody@shop.example"), start=1)
    }


def test_refusals_read_alike_whether_or_not_the_account_exists(house: House) -> None:
    answers = [browser.log_in(email, OTHER_PASSWORD) for email, browser in refusals(house).items()]
    answers.append(house.browser("198.51.100.9").log_in("bob@shop.example", PASSWORD))
    seen = {(it.status_code, it.text, tuple(name for name in it.headers if name != "date")) for it in answers}
    assert len(seen) == 1


def test_refusals_cost_alike_whether_or_not_the_account_exists(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in passwords verified and statements sent before the answer, since a clock would prove nothing."""
    work: list[str] = []
    verify = house.identity.hasher._argon2.verify

    def count_verify(password: str, password_hash: str) -> bool:
        work.append("verify " + password_hash.rpartition("$")[0].rpartition("$")[0])
        return verify(password, password_hash)

    def count_statement(*_args: Any) -> None:
        work.append("statement")

    browsers = refusals(house)
    monkeypatch.setattr(house.identity.hasher._argon2, "verify", count_verify)
    monkeypatch.setattr("aisle.identity.actions.note_refusal", lambda *_args, **_more: None)
    costs = []
    for email, browser in browsers.items():
        work.clear()
        event.listen(house.database.read_engine, "after_cursor_execute", count_statement)
        browser.log_in(email, OTHER_PASSWORD)
        event.remove(house.database.read_engine, "after_cursor_execute", count_statement)
        costs.append(list(work))
    assert costs[0] == costs[1] == costs[2]
    assert costs[0].count("verify $argon2id$v=19$m=19456,t=2,p=1") == 1


def test_guessing_one_account_is_stopped_after_five_tries(house: House) -> None:
    house.owner("ann@shop.example")
    guesser = house.browser("198.51.100.66")
    answers = [guesser.log_in("ann@shop.example", OTHER_PASSWORD) for _ in range(6)]
    assert [it.status_code for it in answers] == [401] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 900
    assert answers[-1].json()["code"] == "too-many-requests"
    # The right password no longer helps from there, or the limit would tell when it was found.
    assert guesser.log_in("ann@shop.example").status_code == 429


def test_nobody_can_lock_another_person_out(house: House) -> None:
    house.owner("ann@shop.example")
    guesser = house.browser("198.51.100.66")
    for _ in range(10):
        guesser.log_in("ann@shop.example", OTHER_PASSWORD)
    assert house.browser("203.0.113.7").log_in("ann@shop.example").status_code == 200


def test_spelling_and_neighbouring_addresses_do_not_multiply_tries(house: House) -> None:
    house.owner("ann@shop.example")
    spellings = ("ann@shop.example", "ANN@shop.example", " ann@Shop.Example ")
    answers = [
        house.browser(f"2001:db8:1:2::{number}").log_in(spellings[number % 3], OTHER_PASSWORD) for number in range(6)
    ]
    assert [it.status_code for it in answers] == [401] * 5 + [429]


def test_a_header_cannot_pretend_another_address(house: House) -> None:
    house.owner("ann@shop.example")
    body = {"email": "ann@shop.example", "password": OTHER_PASSWORD}
    answers = [
        house.browser().ask(
            "POST", "/v1/login", json=body, headers={"x-forwarded-for": f"192.0.2.{n}", "forwarded": f"for=192.0.2.{n}"}
        )
        for n in range(6)
    ]
    assert answers[-1].status_code == 429


def test_a_success_forgives_earlier_slips(house: House) -> None:
    house.owner("ann@shop.example")
    browser = house.browser()
    for _ in range(3):
        assert [browser.log_in("ann@shop.example", OTHER_PASSWORD).status_code for _ in range(4)] == [401] * 4
        assert browser.log_in("ann@shop.example").status_code == 200


def test_stuffing_many_accounts_from_one_address_is_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.identity.hasher._argon2, "verify", lambda *_: False)
    stuffer = house.browser("198.51.100.66")
    answers = [stuffer.log_in(f"person{n}@shop.example", OTHER_PASSWORD) for n in range(31)]
    assert [it.status_code for it in answers] == [401] * 30 + [429]


def test_tries_sent_at_the_same_moment_do_not_slip_through(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.owner("ann@shop.example")
    monkeypatch.setattr(house.identity.hasher._argon2, "verify", lambda *_: False)
    browsers = [house.browser("198.51.100.66") for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        codes = list(pool.map(lambda it: it.log_in("ann@shop.example", OTHER_PASSWORD).status_code, browsers))
    assert sorted(codes) == [401] * 5 + [429] * 7


def test_sign_ups_from_one_address_are_limited(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.identity.hasher._argon2, "hash", lambda _password: "$argon2id$x")
    answers = [house.browser().sign_up(f"person{n}@shop.example") for n in range(21)]
    assert [it.status_code for it in answers] == [201] * 20 + [429]


def test_no_more_than_four_passwords_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher, counting = PasswordHasher(), threading.Lock()
    running, most, full = 0, 0, threading.Barrier(HASHES_AT_ONCE_MAX)

    def wait_for_the_others(_password: str) -> str:
        nonlocal running, most
        with counting:
            running += 1
            most = max(most, running)
        full.wait(timeout=30)
        with counting:
            running -= 1
        return "hash"

    monkeypatch.setattr(hasher._argon2, "hash", wait_for_the_others)
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(hasher.hash, ["x"] * 12)) == ["hash"] * 12
    assert most == HASHES_AT_ONCE_MAX


def test_a_flood_of_logins_is_answered_busy_and_not_queued_for_ever(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "WAIT_FOR_TURN_S", 0)
    for _ in range(HASHES_AT_ONCE_MAX):
        house.identity.hasher._turns.acquire()
    answer = house.browser().log_in("ann@shop.example")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "hashing-busy", "1")


def test_no_password_is_hashed_while_a_writing_transaction_is_open(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def watched(work: Any) -> Any:
        def run(*args: Any) -> Any:
            assert house.database._writer_lock.acquire(blocking=False), "hashing inside a transaction"
            house.database._writer_lock.release()
            calls.append(work.__name__)
            return work(*args)

        return run

    for name in ("hash", "verify"):
        monkeypatch.setattr(house.identity.hasher._argon2, name, watched(getattr(house.identity.hasher._argon2, name)))
    owner = house.owner("ann@shop.example")
    house.hire(owner, "bob@shop.example", role="cashier")
    house.browser().log_in("bob@shop.example")
    assert calls == ["hash", "hash", "verify"]


@pytest.mark.parametrize("size", [257, 100_000])
def test_an_absurdly_long_password_costs_no_hash(house: House, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.identity.hasher._argon2, "verify", lambda *_: pytest.fail("hashed"))
    answer = house.browser().log_in("ann@shop.example", "x" * size)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert "xxx" not in answer.text


@pytest.mark.parametrize("email", ["' OR 1=1 --@x.example", "ann@shop.example' --", '"@x"@x', "a%00@x.example"])
def test_an_email_is_never_part_of_a_statement(house: House, email: str) -> None:
    house.owner("ann@shop.example")
    assert house.browser().log_in(email).status_code in (401, 422)


def test_someone_elses_login_is_as_absent_as_none(house: House) -> None:
    ann, eve = house.owner("ann@shop.example"), house.owner("eve@shop.example")
    house.hire(ann, "bob@shop.example", role="manager")
    bob = house.browser()
    bob.log_in("bob@shop.example")
    login_id = ann.ask("GET", "/v1/me/logins").json()["items"][0]["login_id"]
    absent = eve.ask("DELETE", f"/v1/me/logins/{new_id()}").json()
    for browser in (eve, bob):
        answer = browser.ask("DELETE", f"/v1/me/logins/{login_id}")
        assert answer.status_code == 404
        assert {**answer.json(), "instance": ""} == {**absent, "instance": ""}
    assert ann.ask("GET", "/v1/me").status_code == 200


def test_a_token_from_before_the_logout_stays_dead_when_the_memory_of_standings_is_warm(house: House) -> None:
    browser = house.owner()
    token = browser.access_token
    browser.ask("GET", "/v1/me")
    browser.ask("POST", "/v1/auth/logout", headers={"origin": ORIGIN})
    for _ in range(2):
        answer = house.browser().ask("GET", "/v1/me", headers={"authorization": f"Bearer {token}"})
        assert answer.json()["code"] == "login-ended"
