public static String runLengthDecode(String encoded) {
    StringBuilder decoded = new StringBuilder();
    StringBuilder digits = new StringBuilder();
    for (char character : encoded.toCharArray()) {
        if (character >= '0' && character <= '9') {
            digits.append(character);
        } else {
            int times = digits.length() == 0 ? 1 : Integer.parseInt(digits.toString());
            decoded.append(String.valueOf(character).repeat(times));
            digits.setLength(0);
        }
    }
    return decoded.toString();
}
