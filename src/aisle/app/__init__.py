"""The composition root: settings, wiring, the server, the worker and the command line."""
