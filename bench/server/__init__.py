"""The server under load: clicks a second, many people at once, start and memory of its workers."""
