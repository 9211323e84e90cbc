"""Storage and queries: suppliers' files in, exact counts out. Knows no Dash and no Plotly."""
