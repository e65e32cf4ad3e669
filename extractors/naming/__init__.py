"""Units and offices that a document names, linked to the gazetteer."""
