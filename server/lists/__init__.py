"""Other people's lists: their bytes become rows of text, and what these say enters like any act."""
