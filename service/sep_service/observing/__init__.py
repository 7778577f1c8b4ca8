"""What an operator sees of a running service: metrics, traces, and a record of each request."""
