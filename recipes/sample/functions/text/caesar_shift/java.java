public static String caesarShift(String text, int shift) {
    StringBuilder shifted = new StringBuilder(text.length());
    for (char character : text.toCharArray()) {
        if (character >= 'a' && character <= 'z') {
            shifted.append((char) (Math.floorMod(character - 'a' + shift, 26) + 'a'));
        } else if (character >= 'A' && character <= 'Z') {
            shifted.append((char) (Math.floorMod(character - 'A' + shift, 26) + 'A'));
        } else {
            shifted.append(character);
        }
    }
    return shifted.toString();
}
