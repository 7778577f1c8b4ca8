"""What every entity decides with: deciders, commands, guards, days and cited pages."""
