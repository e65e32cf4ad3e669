"""Documents that a text cites: their kinds, symbols, dates, issuers and subjects."""
