def greet_all(names, limit):
    # ... rest of the code
    for name in names[:limit]:
        print("hello", name, 1234)
    return limit
