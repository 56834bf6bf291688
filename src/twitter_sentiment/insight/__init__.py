"""What many predictions say together: shares, trends, groups, drivers and examples.

Pure functions on a table of predicted texts (`answers.Answers`), without the model, the service or the web interface;
`file_columns` reads that table from a file, `summary` and `report` write what was found. What every filter needs
(near-copies, terms, dates, groups) is computed once for a file; the functions then take the rows that a filter has
chosen.
"""
