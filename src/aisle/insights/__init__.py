"""What the book implies: forecasts and advice, drawn from the sales cube."""
