"""Benchmarks: run by `make bench`, a short form of each in the default test run."""
