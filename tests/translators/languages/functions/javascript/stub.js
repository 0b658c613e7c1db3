function greetAll(names, limit) {
  throw new Error("Not implemented");
}
