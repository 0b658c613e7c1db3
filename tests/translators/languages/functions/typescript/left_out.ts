function greetAll(names: string[], limit: number): number {
  for (const name of names.slice(0, limit)) {
    // ... rest of the code
    console.log("hello", name, 1234);
  }
  return limit;
}
