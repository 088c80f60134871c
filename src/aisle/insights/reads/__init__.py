"""The reads: what a run left in its listings, put into the envelope."""
