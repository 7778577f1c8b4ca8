"""GraphQL over HTTP, and the page to try it."""
