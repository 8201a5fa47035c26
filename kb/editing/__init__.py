"""What editors look at: what is live, how articles changed, what they do and what they lack."""
