// What the app puts onto the window and its history, for the type checker; nothing of it is sent.

interface Registry {
  pads: Map<string, any>;
  kept: Map<string, any>;
  watchers: Set<(model: string) => void>;
  samples?: any;
}

interface Window {
  latentInk?: Registry;
}

interface History {
  latentInk?: boolean;
  latentInkSeen?: { page: string; large: boolean };
}
