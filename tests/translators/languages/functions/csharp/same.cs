static string Same(string text) { return text; }
