"""The law: what an op means. Pure; imports nothing but the standard library and msgspec."""
