"""From an official file to facts in the log.

A file is read as rows (`files`), recognised by its header (`recognition`), turned into facts by the
layout of its dataset (`layouts`), and appended in batches (`importer`). A row that is malformed goes
to a file of rejections with its reason; the rest loads.
"""
