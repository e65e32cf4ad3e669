"""OCR engines behind one small protocol: a grey picture in, words with boxes and confidences out."""
