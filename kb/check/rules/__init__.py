"""Rules that read one article at a time; each yields findings and never raises."""
