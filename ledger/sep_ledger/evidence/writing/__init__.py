"""Growing the tree, signing its root and publishing both."""
