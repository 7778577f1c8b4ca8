"""What a sostenedor asks for of its own house: two persons for some acts."""
