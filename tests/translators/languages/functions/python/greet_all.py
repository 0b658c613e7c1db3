def greet_all(names, limit):
    for name in names[:limit]:
        print("hello", name, 1234)
    return limit
