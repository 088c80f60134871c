"""Wire shapes of insights: what is asked, what is answered."""
