"""The version of hoso: a conversion made by another version is stale. pyproject.toml says the same (a test checks)."""

VERSION = "0.1.0"
