"""Indicators: figures of statistical tables and of prose."""
