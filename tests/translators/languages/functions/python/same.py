def same(text):
    return text
