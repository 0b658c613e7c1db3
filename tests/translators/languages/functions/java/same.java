static String same(String text) { return text; }
