"""How does a photograph of a page become lines and words?"""
