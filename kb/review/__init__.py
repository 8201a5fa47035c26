"""A draft becomes a decision: workflow, history, what an approval is bound to."""
