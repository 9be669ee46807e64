"""How well the product does on annotated reports."""
