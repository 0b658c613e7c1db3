static String runLengthEncode(String text) {
    StringBuilder encoded = new StringBuilder();
    int start = 0;
    for (int end = 1; end <= text.length(); end++) {
        if (end == text.length() || text.charAt(end) != text.charAt(start)) {
            encoded.append(end - start).append(text.charAt(start));
            start = end;
        }
    }
    return encoded.toString();
}
