"""How is a GAN's duel taken apart, step by step?"""
