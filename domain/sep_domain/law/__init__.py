"""The values of the law as data, with article, dates and confidence, and how they are read."""
