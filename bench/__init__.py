"""Benches: one command per question, each prints one table with ours beside the baselines."""
