"""The books of a sostenedor: accounts, amounts, periods and years, and what closes them."""
