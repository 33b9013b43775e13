"""What is each recipe called where people choose one, what does it do, and what does one get to see?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RecipeWords:
    """A recipe as a card shows it.

    title: a few words, without code. about: one sentence on what it does. picture: one sentence on what its pictures
    look like in the end. like: the model of the zoo whose pictures look alike, empty if none does.
    """

    title: str
    about: str
    picture: str
    like: str = ""


# One for each of RECIPES, in the order of that table.
RECIPE_WORDS: dict[str, RecipeWords] = {
    "digits-2d": RecipeWords(
        "First steps: a map of digits",
        "A small VAE on the built-in digits learns in seconds to lay them out on a plane that you can drag through.",
        "Soft, rounded digits that morph into one another; some that are drawn alike, such as 4 and 9, share a place.",
        "mnist-vae-2d",
    ),
    "mnist-quick": RecipeWords(
        "A quick look at MNIST",
        "A VAE sees 59,000 handwritten digits three times over, and describes each by 20 numbers.",
        "Reconstructions are close to the originals; drawn from nothing, some are digits and some are in between.",
        "mnist-vae-16d",
    ),
    "digits-cvae": RecipeWords(
        "Digits that you can ask for",
        "A small VAE on the built-in digits is told which digit it sees, so that it can write any number you type.",
        "Soft digits of the class that you ask for, in many hands.",
        "mnist-cvae",
    ),
    "digits-cgan": RecipeWords(
        "A first duel",
        "Two small networks on the built-in digits: one draws, the other tells drawn from real, both told the digit.",
        "Crisp digits of the class that you ask for.",
        "mnist-cgan",
    ),
    "mnist-vae-2d": RecipeWords(
        "All of MNIST on one map",
        "A VAE brings 59,000 handwritten digits onto a plane: the map that Home opens with.",
        "Clear but soft digits, one morphing into the next wherever you drag.",
        "mnist-vae-2d",
    ),
    "mnist-vae-16d": RecipeWords(
        "Finer digits, 16 latent dimensions",
        "A convolutional VAE on MNIST keeps slant, weight and loops of each digit in 16 numbers.",
        "Reconstructions keep the hand; of those drawn from the prior, some lie in between digits.",
        "mnist-vae-16d",
    ),
    "mnist-cvae": RecipeWords(
        "A hand that writes numbers",
        "A VAE on MNIST is told the digit, so that what is left for its 8 numbers is the hand.",
        "Soft digits of the class that you ask for, leaning and thickening as you drag.",
        "mnist-cvae",
    ),
    "mnist-gan": RecipeWords(
        "A duel on MNIST",
        "A generator and a discriminator learn from MNIST, without being told which digit is which.",
        "Digits as crisp as real ink; of a hundred, about a dozen are no clear ones.",
        "mnist-gan",
    ),
    "mnist-cgan": RecipeWords(
        "A duel that is told the digit",
        "The same duel on MNIST, with both sides told the class: what to draw is settled, how to draw it is learned.",
        "Digits of the class that you ask for, as crisp as real ink.",
        "mnist-cgan",
    ),
    "mnist-classifier": RecipeWords(
        "A digit reader",
        "A convolutional network learns to read digits; it draws none, and tells other models' pads what they show.",
        "No pictures: a reader names what it sees and how sure it is.",
        "mnist-classifier",
    ),
    "classic-14x14": RecipeWords(
        "A classic: black and white, 14 pixels",
        "MNIST at half its size in pure black and white, by the small tanh network that many courses begin with.",
        "Coarse, soft digits of 14 x 14 pixels.",
    ),
    "conv-2d-150": RecipeWords(
        "A classic: convolutions on a plane, 150 epochs",
        "A small convolutional VAE brings MNIST onto a plane and takes its time, with a picture kept now and then.",
        "Soft digits that morph as you drag; the film of its training is long.",
        "mnist-vae-2d",
    ),
    "gan-basic": RecipeWords(
        "A classic: the GAN of many tutorials",
        "The convolutional GAN that many tutorials build, layer by layer; on a processor it takes hours.",
        "Crisp digits late in the training, noise and checkerboards early on.",
        "mnist-gan",
    ),
    "cgan-advanced": RecipeWords(
        "A classic: that GAN, told the digit",
        "The same GAN, told the class: beside the noise, and as a second image for the judge; it takes hours.",
        "Crisp digits of the class that you ask for, late in the training.",
        "mnist-cgan",
    ),
    "pytorch-example": RecipeWords(
        "A classic: PyTorch's own VAE example",
        "The VAE that ships as PyTorch's example, with its network, batches and rate, to compare with.",
        "Soft digits, some clear and some in between.",
        "mnist-vae-16d",
    ),
    "mnist-likelihood": RecipeWords(
        "A classic: the likelihood of MNIST",
        "Pixels are drawn black or white anew at every step for 500 epochs, to reach a known likelihood in nats.",
        "Soft digits; this recipe is about a number, not about pictures.",
        "mnist-vae-16d",
    ),
    "handwriting-128": RecipeWords(
        "Handwriting, 128 pixels",
        "A large VAE learns your own letters; until you bring some, the small digits stand in, enlarged.",
        "Large, soft reconstructions; in 64 latent dimensions many draws of the prior lie in between letters.",
    ),
    "handwriting-cvae-128": RecipeWords(
        "Handwriting you ask for, 128 pixels",
        "A large VAE, told which letter it sees: bring a folder for each. Until then the small digits stand in.",
        "Large, soft reconstructions; of few images, many draws of the prior are of no class at all.",
    ),
    "handwriting-gan": RecipeWords(
        "Handwriting by a duel, 28 pixels",
        "The GAN of many tutorials on your own letters; until you bring some, on the small digits.",
        "Crisp strokes late in the training, noise and checkerboards early on.",
        "mnist-gan",
    ),
    "words-128": RecipeWords(
        "Whole words, 128 pixels",
        "A large VAE learns images of whole words, which you bring; until then the small digits stand in, enlarged.",
        "Large, soft reconstructions; in 64 latent dimensions many draws of the prior lie in between words.",
    ),
}
