"""Why a message needs more than an answer: the editors' rules, applied to its words."""
