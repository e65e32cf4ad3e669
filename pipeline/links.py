"""Between documents of one archive: which of them a citation means."""

from __future__ import annotations

# A symbol with its number names a document once its date agrees, or where only one document of the archive bears it.
# Symbols are compared without spaces and in capitals: `75/QĐ-UBND` is written `75 /QĐ- UBND` too.
LINK_CITATIONS = """
WITH held AS (
    SELECT document_id, date, upper(replace(symbol, ' ', '')) AS symbol,
           count(*) OVER (PARTITION BY upper(replace(symbol, ' ', ''))) AS bearers
    FROM documents WHERE symbol IS NOT NULL AND symbol NOT LIKE '/%' AND status <> 'rejected'
), meant AS (
    SELECT c.record_id, c.document_id AS citing, min(h.document_id) AS cited
    FROM citations c JOIN held h ON upper(replace(c.symbol, ' ', '')) = h.symbol
    WHERE c.cited_document_id IS NULL
      AND ((c.date IS NOT NULL AND h.date = c.date) OR ((c.date IS NULL OR h.date IS NULL) AND h.bearers = 1))
    GROUP BY ALL HAVING count(DISTINCT h.document_id) = 1
)
SELECT c.* REPLACE (coalesce(c.cited_document_id, m.cited) AS cited_document_id)
FROM citations c LEFT JOIN meant m ON m.record_id = c.record_id AND m.citing = c.document_id
"""
