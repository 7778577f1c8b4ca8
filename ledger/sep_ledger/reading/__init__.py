"""Reading the log: what it holds, which log it is, and what comes next."""
