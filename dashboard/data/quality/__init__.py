"""The data-quality standard: what a supplier's records are held to, and how each fared."""
