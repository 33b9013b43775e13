"""What can be seen of a GAN learning, one half-step at a time?"""
