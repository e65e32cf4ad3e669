"""The generator of legacy reports with their truth, and a small committed set."""
