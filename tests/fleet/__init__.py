"""A whole fleet in one process, from one seed: every fault of the field, and what must hold in spite of it."""
