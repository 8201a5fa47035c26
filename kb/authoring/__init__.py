"""Articles made for editors: from templates, and from the help centres of other systems."""
