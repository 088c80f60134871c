"""All profiles, and which of them a row of headers belongs to."""

from aisle.intake.profiles import aisle_export, loyverse_items, online_retail, shopify_orders, square_items
from aisle.intake.profiles.base import Profile, Recognised, map_columns, normalise_header
from aisle.intake.profiles.generic import generic_profile, synonyms

GENERIC = generic_profile()
PROFILES: tuple[Profile, ...] = (
    aisle_export.PROFILE,
    online_retail.PROFILE,
    shopify_orders.PROFILE,
    square_items.PROFILE,
    loyverse_items.PROFILE,
    GENERIC,
)


def profile_named(name: str) -> Profile:
    """Return a profile by its name."""
    return next(profile for profile in PROFILES if profile.name == name)


def recognise(headers: list[str]) -> Recognised:
    """Return the most specific profile whose required headers are all there; generic on a tie or without any."""
    found = {normalise_header(header) for header in headers}
    matching = [
        profile
        for profile in PROFILES
        if profile.required and all(any(name in found for name in names) for names in profile.required)
    ]
    most = max((len(profile.required) for profile in matching), default=0)
    best = [profile for profile in matching if len(profile.required) == most]
    profile = best[0] if len(best) == 1 else GENERIC
    mapping = map_columns(profile.columns, headers)
    # A named profile is certain; the generic one is as sure as the share of columns it could place.
    named = sum(1 for header in headers if header)
    confidence = 1000 if profile is not GENERIC else min(1000 * len(mapping) // max(named, 1), 1000)
    return Recognised(profile, confidence, mapping)


def count_known(cells: list[str]) -> int:
    """Say how many cells of a row are headers that some profile knows: how a header row is told from a title."""
    known = _all_known()
    return sum(normalise_header(cell) in known for cell in cells if cell)


def _all_known() -> frozenset[str]:
    names = {name for headers in synonyms().values() for name in headers}
    for profile in PROFILES:
        names |= {name for headers in profile.columns.values() for name in headers}
    return frozenset(names)
