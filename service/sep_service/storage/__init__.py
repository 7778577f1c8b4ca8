"""Where the service keeps things: PostgreSQL, its own cluster, and documents."""
