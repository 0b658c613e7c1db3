fun same(text: String) = text
