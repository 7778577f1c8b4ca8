"""Schools under the regime of Ley 20.248: coverage, and changes of bands and pupils."""
