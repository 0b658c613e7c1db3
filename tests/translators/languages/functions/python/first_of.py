def first_of(lists, key):
    return next(iter(lists.get(key, [])), None)
