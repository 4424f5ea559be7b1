"""The page for the performer's eyes and fingers: in a process of its own, beside the engine.

The engine's process writes down what holds (`view`); the page's own process (`__main__`) hands it
to every browser, and takes their gestures back.
"""
