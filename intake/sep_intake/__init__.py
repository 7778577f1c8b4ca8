"""From an official file to facts in the log.

`engine` imports: a file is opened, recognised by its header, its rows turned into facts by the
layout of its dataset, and these appended in batches, while the rows of a large file are read in
another process. A row that is malformed goes to a file of rejections with its reason; the rest
loads. What stands on what, from the ground up:

- `cells`: the one grammar of numbers and days, and of what is said of a row that cannot be read.
- `columns`: what a layout declares of its columns, and how they are read.
- `files`: text, workbooks, archives and packages as tables.
- `banks`: bank statements as tables of our own template.
- `layouts`: one module per dataset.
- `imports`: the register of imports, and how one is withdrawn and reapplied.
- `reports`: what became of the rows, and what is asked.
"""
