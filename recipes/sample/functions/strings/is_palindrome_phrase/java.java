static boolean isPalindromePhrase(String phrase) {
    int left = 0;
    int right = phrase.length() - 1;
    while (left < right) {
        char first = phrase.charAt(left);
        char last = phrase.charAt(right);
        if (!Character.isLetterOrDigit(first)) {
            left++;
        } else if (!Character.isLetterOrDigit(last)) {
            right--;
        } else if (Character.toLowerCase(first) != Character.toLowerCase(last)) {
            return false;
        } else {
            left++;
            right--;
        }
    }
    return true;
}
