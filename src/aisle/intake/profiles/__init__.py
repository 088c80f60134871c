"""Where files come from: the export formats Aisle knows by their headers, and one for all others."""

from aisle.intake.profiles.base import FIELDS, NUMBER_FIELDS, Profile, Recognised, normalise_header
from aisle.intake.profiles.catalogue import PROFILES, count_known, profile_named, recognise

__all__ = [
    "FIELDS",
    "NUMBER_FIELDS",
    "PROFILES",
    "Profile",
    "Recognised",
    "count_known",
    "normalise_header",
    "profile_named",
    "recognise",
]
