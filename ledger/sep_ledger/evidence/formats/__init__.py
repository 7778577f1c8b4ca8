"""What is hashed, proved and signed, in the formats of RFC 9162 and C2SP; no input or output."""
