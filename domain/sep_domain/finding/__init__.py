"""An audit finding, as something that decides: opened, answered, judged, closed."""
