"""A document as flowing text, its sections, and the words and values in it."""
