"""The administrative units of Vietnam in time: data, look-up, lineage, matching, mentions."""
