"""What part a loop plays, learnt from sound: the material and where it comes from."""
