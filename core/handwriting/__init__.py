"""How does a photograph of handwriting become words, and words letters that somebody can learn from?"""
