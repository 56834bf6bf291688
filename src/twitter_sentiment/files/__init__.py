"""Reading and writing files: tables of all formats, atomic writes, JSON."""
