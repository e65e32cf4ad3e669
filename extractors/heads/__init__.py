"""What a document is: its head and foot, kind, number, date, place, bodies, signer, and where it begins."""
