// How is a wish named that is told to Python perhaps more than once, and is to be done once? By 16 hexadecimal digits.

export const token = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (v) => v.toString(16).padStart(2, "0")).join("");
