"""What may go wrong with insights."""

from aisle.kit.problems import Problem


class ListingReplaced(Problem):
    status, code, title = 422, "listing-replaced", "A newer run has taken this listing's place: start again"


class AlreadyDecided(Problem):
    status, code, title = 409, "already-decided", "Somebody has decided on this before, or newer advice took its place"


class NotAPriceSuggestion(Problem):
    status, code, title = 409, "not-a-price-suggestion", "There is no price to accept in this recommendation"


class SuggestionOutdated(Problem):
    status, code, title = 409, "suggestion-outdated", "The price has changed since this was suggested"
