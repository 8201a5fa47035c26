"""Conversations that wait for an answer: intake, order, assignment, drafts made ahead."""
