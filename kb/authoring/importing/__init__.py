"""Help centres of other systems → articles, with a report of what was not carried over."""
