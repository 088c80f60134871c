"""Attacks on access tokens: each forged token is refused, in the words used for none at all."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aisle.identity.tokens import KEY_PERIOD_S, TokenSigner
from aisle.kit.ids import new_id
from aisle.kit.secrets_directory import SecretsDirectory
from tests.identity.house import House
from tests.security import forgery
from tests.security.forgery import Genuine, by_hand, foreign_key, hmac_with, unsigned

ATTACKS: dict[str, Callable[[Genuine], str]] = {
    "no signature needed": unsigned("none"),
    "no signature needed, in capitals": unsigned("NONE"),
    "no signature needed, mixed": unsigned("nOnE"),
    "no signature needed, empty name": unsigned(""),
    "HMAC keyed with our public key": hmac_with(forgery.public_bytes),
    "HMAC keyed with our public PEM": hmac_with(forgery.public_pem),
    "HMAC keyed with our published JSON": hmac_with(forgery.public_jwk),
    "HMAC keyed with nothing": hmac_with(lambda _key: b""),
    "HMAC keyed with a secret of their own": forgery.symmetric,
    "another curve": forgery.other_algorithm,
    "our key under the old algorithm name": lambda it: it.signed(header={"alg": "EdDSA"}),
    "our key under another curve's name": lambda it: it.signed(header={"alg": "Ed448"}),
    "algorithm missing": lambda it: by_hand({"kid": it.header["kid"]}, it.claims, it.sign),
    "algorithm as a list": lambda it: it.signed(header={"alg": ["Ed25519"]}),
    "their key under our kid": foreign_key(),
    "their key under a kid of their own": foreign_key(kid="mine"),
    "their key brought along": forgery.embedded_key,
    "their key at an address": foreign_key(jku="https://evil.example/jwks.json"),
    "their certificate at an address": foreign_key(x5u="https://evil.example/cert.pem"),
    "kid climbs the file system": foreign_key(kid="../../../../dev/null"),
    "kid asks the database": foreign_key(kid="' UNION SELECT 'x"),
    "kid is a number": lambda it: it.signed(header={"kid": 1}),
    "kid is a list": lambda it: it.signed(header={"kid": [it.header["kid"]]}),
    "kid is missing": lambda it: by_hand({"alg": "Ed25519"}, it.claims, it.sign),
    "an extension we do not know is critical": lambda it: it.signed(header={"crit": ["x"], "x": 1}),
    "payload claimed to be unencoded": lambda it: it.signed(header={"crit": ["b64"], "b64": False}),
    "expired": lambda it: it.signed(exp=it.now_s, iat=it.now_s - 600),
    "expired long ago": lambda it: it.signed(exp=1, iat=0),
    "expiry missing": lambda it: it.signed(drop="exp"),
    "expiry as text": lambda it: it.signed(exp=str(it.now_s + 60)),
    "expiry beyond numbers": lambda it: it.signed(exp=float("inf")),
    "expiry null": lambda it: it.signed(exp=None),
    "a life longer than we give": lambda it: it.signed(exp=it.now_s + 86_400),
    "issue time missing": lambda it: it.signed(drop="iat"),
    "not yet valid": lambda it: it.signed(nbf=it.now_s + 120),
    "issued in the future": lambda it: it.signed(iat=it.now_s + 120, exp=it.now_s + 300),
    "another audience": lambda it: it.signed(aud="another-api"),
    "other audiences in a list": lambda it: it.signed(aud=["another-api", "third"]),
    "audience missing": lambda it: it.signed(drop="aud"),
    "another issuer": lambda it: it.signed(iss="https://evil.example"),
    "issuer missing": lambda it: it.signed(drop="iss"),
    "person missing": lambda it: it.signed(drop="sub"),
    "person as a number": lambda it: it.signed(sub=1),
    "tenant missing": lambda it: it.signed(drop="tenant"),
    "tenant as a list": lambda it: it.signed(tenant=[it.claims["tenant"]]),
    "login missing": lambda it: it.signed(drop="login_id"),
    "claims altered under the old signature": forgery.altered_claims,
    "signature cut off": lambda it: it.token.rpartition(".")[0] + ".",
    "signature cut short": lambda it: it.token[:-4],
    "signature missing altogether": lambda it: it.token.rpartition(".")[0],
    "claims are no object": lambda it: by_hand(it.header, [it.claims], it.sign),
    "claims are no JSON": lambda it: it.token.split(".")[0] + ".bm90IGpzb24." + it.token.split(".")[2],
    "five parts, as if encrypted": lambda it: it.token + ".AAAA.AAAA",
    "four parts": lambda it: it.token + ".AAAA",
    "something after the token": lambda it: it.token + " x",
    "absurdly long": lambda it: it.token + "A" * 100_000,
    "only dots": lambda _it: "..",
    "nothing": lambda _it: "",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_forged_token_is_refused(house: House, name: str) -> None:
    browser = house.owner()
    forged = ATTACKS[name](forgery.genuine(house, browser.access_token))
    answer = house.browser().ask("GET", "/v1/me", headers={"authorization": f"Bearer {forged}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-logged-in")
    assert browser.ask("GET", "/v1/me").status_code == 200


def test_the_forger_can_make_a_good_token_when_nothing_is_changed(house: House) -> None:
    """Without this the tests above could pass because the forger's tools are broken."""
    token = forgery.genuine(house, house.owner().access_token).signed()
    assert house.browser().ask("GET", "/v1/me", headers={"authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.parametrize("claim", ["tenant", "sub", "login_id"])
def test_a_login_speaks_for_its_own_person_and_tenant_only(house: House, claim: str) -> None:
    mine = forgery.genuine(house, house.owner("ann@shop.example").access_token)
    theirs = forgery.genuine(house, house.owner("eve@shop.example").access_token)
    for value in (theirs.claims[claim], new_id()):
        headers = {"authorization": f"Bearer {mine.signed({claim: value})}"}
        answer = house.browser().ask("GET", "/v1/me", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "login-ended")


def test_rights_come_from_the_book_and_not_from_the_token(house: House) -> None:
    owner = house.owner()
    house.hire(owner, "bob@shop.example", role="cashier")
    bob = house.browser()
    bob.log_in("bob@shop.example")
    forged = forgery.genuine(house, bob.access_token).signed(roles=["owner"], stores=None)
    answer = house.browser().ask("GET", "/v1/users", headers={"authorization": f"Bearer {forged}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")


def test_a_token_verified_before_still_expires(house: House) -> None:
    browser = house.owner()
    assert browser.ask("GET", "/v1/me").status_code == 200
    house.clock.at += timedelta(seconds=600)
    assert browser.ask("GET", "/v1/me").json()["code"] == "not-logged-in"


def test_a_token_is_taken_from_the_authorization_header_only(house: House) -> None:
    token = house.owner().access_token
    stranger = house.browser()
    stranger.cookies.set("access_token", token)
    for path, headers in (
        (f"/v1/me?access_token={token}", {}),
        ("/v1/me", {"authorization": f"Basic {token}"}),
        ("/v1/me", {"authorization": token}),
        ("/v1/me", {"x-access-token": token}),
    ):
        assert stranger.ask("GET", path, headers=headers).status_code == 401


def test_tokens_of_one_kind_are_of_no_use_as_the_other(house: House) -> None:
    browser = house.owner()
    headers = {"authorization": f"Bearer {browser.refresh_token}"}
    assert house.browser().ask("GET", "/v1/me", headers=headers).status_code == 401
    thief = house.browser()
    thief.hold(browser.access_token)
    assert thief.turn_token().status_code == 401


def sign(signer: TokenSigner, now: datetime) -> str:
    return signer.sign(tenant_id="t", user_id="u", login_id="l", role="owner", stores=None, now=now)


def kid_of(token: str) -> str:
    header = token.split(".")[0]
    return str(json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"])


def test_keys_follow_each_other_every_90_days_and_no_process_meets_a_stranger(tmp_path: Path) -> None:
    """Two processes whose clocks are apart cross the change of keys together."""
    secrets, fast, slow = SecretsDirectory(tmp_path), timedelta(seconds=25), -timedelta(seconds=25)
    begin = datetime.fromtimestamp(KEY_PERIOD_S * 230, UTC)
    one, other = (TokenSigner(secrets, now=begin - timedelta(days=9)) for _ in range(2))
    used = []
    for hours in (-2, 0, 1, 2):
        now = begin + timedelta(hours=hours)
        for signer, reader, ahead, behind in ((one, other, fast, slow), (other, one, slow, fast)):
            token = sign(signer, now + ahead)
            assert reader.verify(token, now=now + behind).tenant_id == "t"
        used.append(kid_of(token))
    assert used[0] == used[1] != used[3]
    published = [key["kid"] for key in one.public_keys(now=now)["keys"]]
    assert published == [used[0], used[3]] and len(list(tmp_path.iterdir())) == 2


def test_a_key_is_forgotten_a_period_after_its_own(tmp_path: Path) -> None:
    begin = datetime.fromtimestamp(KEY_PERIOD_S * 230, UTC)
    signer = TokenSigner(SecretsDirectory(tmp_path), now=begin)
    first = kid_of(sign(signer, begin))
    later = begin + timedelta(seconds=2 * KEY_PERIOD_S)
    assert first not in {key["kid"] for key in signer.public_keys(now=later)["keys"]}
