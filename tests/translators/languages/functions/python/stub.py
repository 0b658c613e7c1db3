def greet_all(names, limit):
    pass
