"""Facts that concern insights, by kind and version."""

SALE_POSTED = "SalePosted"
RECOMMENDATION_DECIDED = "RecommendationDecided"
