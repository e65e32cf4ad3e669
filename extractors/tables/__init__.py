"""Every table of a file as one kind of value, however it was laid out or lost its columns."""
