"""How fast the log takes events, against its peers and against the raw limit, in one run.

python -m bench.log [--seconds 1.5] [--rounds 5] [--rows 100000] [--report docs/results/log.md]
"""
