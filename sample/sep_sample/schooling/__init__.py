"""Pupils, results, categories and improvement plans of the fictional schools."""
