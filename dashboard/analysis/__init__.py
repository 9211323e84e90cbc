"""Statistics on arrays: they know no storage, no pages and no suppliers."""
