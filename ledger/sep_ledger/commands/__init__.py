"""Commands on entities: decided on what the log says, and recorded."""
