"""A person's data: shown, exported, erased; who looked at them."""
