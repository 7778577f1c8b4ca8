"""The doors of REST: events, documents, exports, downloads, tiles, health."""
