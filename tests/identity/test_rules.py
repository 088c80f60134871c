"""Rights, passwords and refresh tokens, decided without a database."""

import pytest

from aisle.identity.passwords import common_words
from aisle.identity.rules import (
    PERMISSIONS,
    RefreshState,
    device_name,
    judge_refresh,
    network_of,
    normalised_email,
    password_weakness,
    permissions_of,
    store_scope,
)

CONTEXT = ("mary.jones@kiosk.example", "Mary Jones", "The Harbour Kiosk")

# Written out by hand and apart from the rules: who holds what, one line per permission.
EXPECTED_RIGHTS = {
    "account.own": "owner manager cashier",
    "basket.suggest": "owner manager cashier",
    "catalogue.read": "owner manager cashier",
    "catalogue.write": "owner manager",
    "customers.read": "owner manager",
    "insights.decide": "owner manager",
    "insights.read": "owner manager",
    "insights.retrain": "owner manager",
    "journal.read": "owner",
    "live.read": "owner manager cashier",
    "sales.read": "owner manager",
    "sales.upload": "owner manager",
    "sales.void": "owner manager",
    "staff.manage": "owner",
    "stock.count": "owner manager",
    "stock.read": "owner manager",
    "stores.read": "owner manager cashier",
    "stores.write": "owner",
}


def test_the_rights_are_those_written_down() -> None:
    assert {name: set(roles) for name, roles in PERMISSIONS.items()} == {
        name: set(roles.split()) for name, roles in EXPECTED_RIGHTS.items()
    }


def test_the_house_itself_holds_no_named_right() -> None:
    assert permissions_of("system") == frozenset()


def test_store_scope_is_what_was_listed_and_all_for_an_owner() -> None:
    assert store_scope("owner", ["s1"]) is None
    assert store_scope("manager", None) is None
    assert store_scope("manager", ["s1"]) == frozenset({"s1"})
    assert store_scope("cashier", []) == frozenset()


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Passw0rd!Passw0rd!",
        "P@$$w0rd2024!",
        "qwertyuiop12",
        "123456789012",
        "987654321098",
        "aaaaaaaaaaaaaa",
        "abababababab",
        "xyzxyzxyzxyzxyz",
        "Welcome2026!!",
        "iloveyou-iloveyou",
        "abcdefghijklm",
        "harbourkiosk1",
        "Harbour-Kiosk-2026",
        "mary.jones1999",
        "MaryJonesMaryJones",
        "admin-admin-admin",
        "1q2w3e4r1q2w3e4r",
        "летолетолето" * 2,
    ],
)
def test_guessable_passwords_are_refused(password: str) -> None:
    assert password_weakness(password, common_words=common_words(), context=CONTEXT) == "too-common"


@pytest.mark.parametrize(
    "password",
    [
        "teapot-window-lamp-9",
        "violet gravel hammock 3",
        "correct horse battery staple",
        "k8#Vq2!zLp0x",
        "зелёный чайник стоит",
        "my mother grew leeks",
        "password k8#Vq2!z",
    ],
)
def test_long_unguessable_passwords_of_any_kind_will_do(password: str) -> None:
    assert password_weakness(password, common_words=common_words(), context=CONTEXT) is None


def test_length_bounds() -> None:
    assert password_weakness("k8#Vq2!zLp0", common_words=(), context=()) == "too-short"
    assert password_weakness("k8#Vq2!zLp0x", common_words=(), context=()) is None
    assert password_weakness("k8#Vq2!z" * 33, common_words=(), context=()) == "too-long"


@pytest.mark.parametrize(
    ("text", "email"),
    [
        (" Ann@Shop.Example ", "ann@shop.example"),
        ("ann+till@shop.example", "ann+till@shop.example"),
        ("JOSE\u0301@x.example", "josé@x.example"),
    ],
)
def test_emails_are_compared_in_one_form(text: str, email: str) -> None:
    assert normalised_email(text) == email


@pytest.mark.parametrize("text", ["", "ann", "@shop.example", "ann@", "a b@shop.example", "a@b@c", "a\0@b.example"])
def test_what_is_no_email_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        normalised_email(text)


NOW = "2026-11-20T12:00:00.000Z"
GRACE_BEGAN = "2026-11-20T11:59:50.000Z"
EARLIER, JUST_NOW, LATER = "2026-11-20T11:59:49.999Z", "2026-11-20T11:59:55.000Z", "2026-11-30T00:00:00.000Z"


def refresh_state(**change: object) -> RefreshState:
    whole = {
        "login_ended": False,
        "user_disabled": False,
        "login_expires_at": LATER,
        "idle_expires_at": LATER,
        "spent_at": None,
        "successor_spent": True,
    }
    return RefreshState(**{**whole, **change})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "rotate"),
        ({"login_ended": True}, "ended"),
        ({"user_disabled": True}, "ended"),
        ({"login_expires_at": NOW}, "ended"),
        ({"idle_expires_at": NOW}, "ended"),
        ({"spent_at": JUST_NOW, "successor_spent": False}, "repeat"),
        ({"spent_at": JUST_NOW, "successor_spent": True}, "reused"),
        ({"spent_at": EARLIER, "successor_spent": False}, "reused"),
        ({"spent_at": GRACE_BEGAN, "successor_spent": False}, "reused"),
        ({"spent_at": JUST_NOW, "successor_spent": False, "login_ended": True}, "ended"),
    ],
)
def test_what_a_presented_refresh_token_gets(change: dict[str, object], outcome: str) -> None:
    assert judge_refresh(refresh_state(**change), now=NOW, grace_began_at=GRACE_BEGAN) == outcome


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("a-socket", "a-socket"),
    ],
)
def test_one_caller_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_devices_are_named_coarsely() -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    assert device_name(agent) == "Firefox on Linux"
    assert device_name("curl/8.9") == "Another program"
