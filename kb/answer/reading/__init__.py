"""A customer's messages taken apart: letter and history, questions and what they are about."""
