"""Figures of the desk: times, rates, waves, plots."""
