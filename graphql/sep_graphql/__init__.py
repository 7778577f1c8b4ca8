"""The views as a GraphQL schema; schema.graphql beside it is the published contract."""
