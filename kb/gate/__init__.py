"""What a change does to the golden questions, before it goes live."""
