"""For each entity its commands over HTTP: path, key and examples."""
