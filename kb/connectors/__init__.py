"""Other help desks: messages in, drafts or notes out."""
