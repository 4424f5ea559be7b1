"""The listening study: people say how well loops fit that were chosen by methods they cannot see.

After section 5.2 of the Neural Loop Combiner (Chen, Smith and Yang, ISMIR 2020).
"""
