// What the app puts onto the window and its history, for the type checker; nothing of it is sent.

interface Registry {
  pads: Map<string, any>;
  kept: Map<string, any>;
  watchers: Set<(model: string) => void>;
  samples?: any;
}

interface Window {
  latentInk?: Registry;
  latentInkCode?: { need(name: string): any };
  latentInkShelf?: (name: string, length: number, stride: number, text: string) => void;
}

interface History {
  latentInk?: boolean;
  latentInkSeen?: { page: string; large: boolean };
}

declare const CODE: string; // what Python puts before fetched.js
