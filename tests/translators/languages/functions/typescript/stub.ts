function greetAll(names: string[], limit: number): number {
  return undefined;
}
