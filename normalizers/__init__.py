"""Text in, text out: legacy encodings, Unicode, syllables, the language model, repair of diacritics and OCR garble."""
