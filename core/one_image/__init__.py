"""What can be learned of a hand from one image: variations, a VAE of them, and who wrote it? One file per step."""
