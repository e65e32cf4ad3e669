"""Repaired pages in, records out: header, citations, tables, scores, groups, changes, indicators, mentions, checks."""
