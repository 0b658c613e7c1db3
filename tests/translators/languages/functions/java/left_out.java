static int greetAll(List<String> names, int limit) {
    // ... rest of the code
    for (String name : names.subList(0, limit)) {
        System.out.println("hello " + name + 1234);
    }
    return limit;
}
