"""An event of the log in its two forms, stored and decoded, and the way between them."""
