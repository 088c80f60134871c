from __future__ import annotations

import pytest

from aisle.insights.segments.names import NAME_RULES, Profile, could_be, number_doubles, rule_for


@pytest.mark.parametrize(
    ("r", "f", "m", "tenure_days", "key"),
    [
        (0.6, 0.7, 0.7, 300, "loyal_big"),
        (0.6, 0.69, 0.7, 300, "regular"),
        (0.39, 0.9, 0.6, 300, "big_slipping"),
        (0.4, 0.9, 0.6, 300, "occasional"),
        (0.39, 0.9, 0.6, 10, "big_slipping"),  # first match wins over "new"
        (0.9, 0.3, 0.3, 60, "new"),
        (0.9, 0.3, 0.3, 61, "occasional"),
        (0.5, 0.5, 0.3, 300, "regular"),
        (0.45, 0.49, 0.6, 300, "rare_big"),
        (0.4, 0.2, 0.2, 300, "occasional"),
        (0.39, 0.3, 0.2, 300, "quiet"),
        (0.39, 0.29, 0.2, 300, "one_visit"),
    ],
)
def test_first_rule_that_holds_names_the_group(r: float, f: float, m: float, tenure_days: float, key: str) -> None:
    assert rule_for(Profile(r=r, f=f, m=m, tenure_days=tenure_days)).key == key


def test_every_corner_of_the_ranks_has_a_name() -> None:
    for step in range(11**3):
        r, f, m = step % 11 / 10, step // 11 % 11 / 10, step // 121 / 10
        assert rule_for(Profile(r=r, f=f, m=m, tenure_days=500)) in NAME_RULES


def test_a_name_may_be_kept_only_near_its_border() -> None:
    just_below = Profile(r=0.58, f=0.8, m=0.8, tenure_days=300)
    far_below = Profile(r=0.5, f=0.8, m=0.8, tenure_days=300)
    clearly_better = Profile(r=0.7, f=0.8, m=0.8, tenure_days=300)

    assert rule_for(just_below).key == "regular"
    assert could_be("loyal_big", just_below, slack=0.05)
    assert not could_be("loyal_big", far_below, slack=0.05)
    assert not could_be("regular", clearly_better, slack=0.05), "an earlier rule clearly holds"


def test_two_groups_of_one_name_are_told_apart_by_spend() -> None:
    named = number_doubles(["quiet", "loyal_big", "quiet"], [0.2, 0.9, 0.4])

    assert named == [
        ("quiet_lower", "Gone quiet, lower spend"),
        ("loyal_big", "Loyal big spenders"),
        ("quiet_higher", "Gone quiet, higher spend"),
    ]


@pytest.mark.parametrize("count", range(1, 9))
def test_keys_and_names_never_repeat(count: int) -> None:
    named = number_doubles(["occasional"] * count, [0.5] * count)

    assert len({key for key, _ in named}) == count
    assert len({name for _, name in named}) == count
