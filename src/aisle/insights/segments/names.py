"""Names of segments, given by rule from what their customers have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

NEW_TENURE_DAYS = 60
SPEND_WORDS = {2: ("higher", "lower"), 3: ("higher", "middle", "lower")}


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A group in the eyes of the rules: mean ranks (0-1, 1 = best) and median tenure in days."""

    r: float
    f: float
    m: float
    tenure_days: float


@dataclass(frozen=True)
class NameRule:
    """`clearance` is how far a profile lies inside the rule: 0 or more when it holds.

    It is in ranks, so that a rule can be asked with some slack.
    """

    key: str
    name: str
    clearance: Callable[[Profile], float]


# First match wins; the last rule always holds.
NAME_RULES: tuple[NameRule, ...] = (
    NameRule("loyal_big", "Loyal big spenders", lambda p: min(p.r - 0.6, p.f - 0.7, p.m - 0.7)),
    NameRule("big_slipping", "Big spenders slipping away", lambda p: min(_below(p.r, 0.4), p.m - 0.6)),
    NameRule("new", "New faces", lambda p: (NEW_TENURE_DAYS - p.tenure_days) / 365),
    NameRule("regular", "Regulars", lambda p: min(p.r - 0.5, p.f - 0.5)),
    NameRule("rare_big", "Rare but large baskets", lambda p: min(_below(p.f, 0.5), p.m - 0.6)),
    NameRule("occasional", "Occasional shoppers", lambda p: p.r - 0.4),
    NameRule("quiet", "Gone quiet", lambda p: p.f - 0.3),
    NameRule("one_visit", "One visit, long ago", lambda p: 1.0),
)
RULE_BY_KEY = {rule.key: rule for rule in NAME_RULES}


def _below(rank: float, limit: float) -> float:
    """Clearance of a strict "less than": standing on the limit is just outside."""
    return limit - rank if rank < limit else min(limit - rank, -1e-12)


def rule_for(profile: Profile) -> NameRule:
    """The first rule that holds."""
    return next(rule for rule in NAME_RULES if rule.clearance(profile) >= 0)


def could_be(key: str, profile: Profile, *, slack: float) -> bool:
    """Whether `key` would still be right for a profile at most `slack` (in ranks) away.

    The rule itself may be missed by `slack`, and no earlier rule may hold by more than that.
    """
    for rule in NAME_RULES:
        if rule.key == key:
            return rule.clearance(profile) >= -slack
        if rule.clearance(profile) > slack:
            return False
    return False


def number_doubles(keys: Sequence[str], spend: Sequence[float]) -> list[tuple[str, str]]:
    """(segment key, name) for each group; groups of one name are told apart by their spend.

    >>> number_doubles(["quiet", "regular", "quiet"], [1.0, 2.0, 3.0])[0]
    ('quiet_lower', 'Gone quiet, lower spend')
    """
    return [_tell_apart(index, keys, spend) for index in range(len(keys))]


def _tell_apart(index: int, keys: Sequence[str], spend: Sequence[float]) -> tuple[str, str]:
    key, name = keys[index], RULE_BY_KEY[keys[index]].name
    same = sorted((i for i, other in enumerate(keys) if other == key), key=lambda i: (-spend[i], i))
    if len(same) == 1:
        return key, name
    place = same.index(index)
    words = SPEND_WORDS.get(len(same))
    if words is None:  # four or more of a kind: plain numbers read better than a scale of words
        return f"{key}_{place + 1}", f"{name}, spend group {place + 1} of {len(same)}"
    return f"{key}_{words[place]}", f"{name}, {words[place]} spend"
