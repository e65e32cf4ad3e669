"""Groups and bands of units, and changes against the year before."""
