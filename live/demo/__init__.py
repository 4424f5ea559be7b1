"""A library to play with on first use: loops of our own synthesis, and a performer for them."""
