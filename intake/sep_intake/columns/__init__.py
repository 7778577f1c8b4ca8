"""What a layout declares of the columns of its files, and how whole columns are read."""
