// Which part of a page is meant by the name that a lesson gives it? A selector, and what it is called in a sentence.
//
// core/lessons/places.py says which names a page has. What an exhibit lights up says so itself, by `data-mark`.

export const MARKS = {
  map: [".pad .map .field", "the map"],
  image: [".pad .stage figure", "the image"],
  sliders: [".pad .column", "the sliders"],
  random: [".pad .buttons button[title^='A place drawn']", "Random"],
  play: [".pad .buttons button:first-of-type", "Play"],
  sheet: [".read .write", "the sheet"],
  reading: [".read .reading", "what is read"],
  vae: [".read .vae-row", "what a VAE makes of it"],
  layers: [".inside .step", "a layer"],
  samples: [".samples .strategies", "the samples"],
  temperature: [".samples .heating", "the temperature"],
  shades: [".samples .shades", "density on the map"],
  columns: [".versus-parts .beside", "the models, side by side"],
  maps: [".duo .front", "the maps"],
  recipes: [".st-key-recipes", "the cards"],
  start: [".st-key-start button", "the start"],
  background: [".pad .map .bar .choice", "what the map shows"],
};

// What the parts of exhibits are called; one that is not here goes by its own name.
export const PARTS = {
  judge: "the discriminator", loss: "the loss", kl: "the KL divergence", rec: "the reconstruction error", eps: "the noise",
  drawn: "what is drawn", real: "the data", mu: "the middle", sigma: "the width", path: "the slope along the wire", score: "the other slope",
  pair: "both maps", counts: "what was counted",
  ring: "the ring", modes: "the modes that are hit", losses: "both losses",
  field: "the arrows", time: "the moment", steps: "the steps",
};
