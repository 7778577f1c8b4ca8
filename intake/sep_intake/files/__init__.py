"""Files as tables: delimited text, workbooks, archives, OCDS packages; and lists beside a file."""
