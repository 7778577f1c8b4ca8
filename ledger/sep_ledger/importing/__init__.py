"""From an official file to facts in the log.

A file is opened (`files`), recognised by its header (`recognition`), its rows turned into facts by
the layout of its dataset (`layouts`, `staging`), mostly at once from what is remembered of them
(`fields`), and these appended in batches (`importer`); the rows of large files are read in another
process meanwhile (`beside`, `reader`). A row that is malformed goes to a file of rejections with
its reason (`rejections`); the rest loads.
"""
