"""A demonstration: a week at the desk of the sample shop, made by the real library."""
