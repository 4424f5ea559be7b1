"""The imagined loop: the part that is missing, made from what plays (Drum2Bass, Yi and Barthet).

First a variational autoencoder for each role learns what its bars sound like; then a predictor,
the encoder frozen, learns which of them belongs to what else sounds in the bar.
"""
