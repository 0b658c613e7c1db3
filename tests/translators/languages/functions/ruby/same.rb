def same(text) = text
