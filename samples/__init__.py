"""The generator of legacy reports with their truth, and a small committed set (`samples/documents`).

The door: `samples.generate.generate(out, seed, documents, years, kinds, forms, degrade, jobs, planted) -> Summary`.

- out: Path of a new or empty folder; it gets `documents/` (the sources to convert) and `truth/`.
- seed: int; the same seed gives the same bytes.
- documents: int, how many contents are written; each is given one of the `forms`, in turn.
- years: (first, last), both inclusive, within 2011-2024; None = 2016-2023.
- kinds: names of `samples.compose.KINDS` (decision, report, review, periodic, plan, procedures); () = all.
- forms: names of `samples.forms.FORMS` (pdf, scan-grey, scan-eng, txt-tcvn3, docx ...); () = all.
- degrade: names of `samples.scan.ORDER` (skew, noise, fade, stamp ...) put on every scan; () = drawn by chance.
- jobs: int, processes.
- planted: bool; True plants inconsistencies (one to three of the contract's checks a document), known in the truth.

truth/ holds, for each document NAME.ext:
  NAME.txt           the text, line by line (pages separated by form feed)
  NAME.facts.jsonl   one fact a line, {"kind": "score", ...}: citation, score, change, group, rating_band,
                     criteria_structure, indicator, task, target, mention, document, check
  NAME.records.jsonl the same facts as rows of the contract's tables, {"table": "scores", ...}
  NAME.words.jsonl   for pages: every word with its page, line and box (PDF points from the top left)
and index.jsonl, one row a document: name, file, form, kind, year, district_code, charset, degradations, planted.
"""
