fun longestCommonPrefix(words: List<String>): String {
    if (words.isEmpty()) return ""
    return words.reduce { prefix, word -> prefix.commonPrefixWith(word) }
}
