"""Practice: a house where nobody is real, on a clock that can be moved, with the other posts played."""
