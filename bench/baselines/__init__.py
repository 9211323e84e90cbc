"""The same work as someone who knows the tool well would write it; what the product is measured against."""
