public static String slugify(String title) {
    StringBuilder slug = new StringBuilder();
    boolean pendingHyphen = false;
    for (char character : title.toLowerCase().toCharArray()) {
        if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')) {
            if (pendingHyphen && slug.length() > 0) {
                slug.append('-');
            }
            slug.append(character);
            pendingHyphen = false;
        } else {
            pendingHyphen = true;
        }
    }
    return slug.toString();
}
