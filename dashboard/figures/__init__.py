"""Results to Plotly figures and values for the map."""
