function firstOf(lists: Record<string, number[]>, key: string): number | null {
  return (lists[key] ?? [])[0] ?? null;
}
