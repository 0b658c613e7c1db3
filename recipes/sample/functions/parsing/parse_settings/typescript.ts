function parseSettings(text: string): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const part of text.split(";")) {
    const separator = part.indexOf("=");
    const name = part.slice(0, Math.max(separator, 0)).trim();
    if (name !== "") {
      settings[name] = part.slice(separator + 1).trim();
    }
  }
  return settings;
}
