function firstOf(lists, key) { return (lists[key] ?? [])[0] ?? null; }
