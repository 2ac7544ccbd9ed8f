"""Pictures of every screen, made by walking the demo."""
