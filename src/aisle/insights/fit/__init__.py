"""Fitting a store: from the cube to everything the reads show, in stages that each leave something whole."""
