"""Tests of the upload door."""
