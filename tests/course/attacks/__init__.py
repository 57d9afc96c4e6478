"""Files that a course must survive: each function writes one of them."""
