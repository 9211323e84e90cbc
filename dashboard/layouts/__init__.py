"""Values to components; pure functions, no queries."""
