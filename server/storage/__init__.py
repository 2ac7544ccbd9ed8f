"""What the house keeps: all tables on one page, the engine, and how bodies are sealed."""
