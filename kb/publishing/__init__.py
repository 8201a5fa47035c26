"""What starts a publish: hooks in the repository, pushes told by a git host, a timer."""
