"""What hangs on a wall: read only, in one snapshot of the shadows."""
