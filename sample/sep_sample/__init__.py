"""The sample: a fictional country in the official layouts, with known anomalies and their key.

`generate` writes everything an operator would download or receive (directory, results, categories,
subvenciones, documents, income statements, pupils) and the project's own templates, in the official
encodings and with the official oddities, so that importing a sample meets what real files hold.
`anomalias.csv` says which red flags should be raised, and where.
"""

from sep_sample.generate import SampleSummary, generate

__all__ = ["SampleSummary", "generate"]
