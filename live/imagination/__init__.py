"""Loops that do not exist: imagined for what sounds, between two others, or on another instrument.

All of it happens in bars of four beats, each a circle of samples with a latent of its own. What
leaves here is a loop as any other: at its tempo, without seams, at the wanted loudness and limited.
"""
