import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Scanner;

/** Calls one method with plain values, whatever spelling of their types its signature uses, and prints what it returns. */
final class CaseDriver {
    private static final PrintStream OUT = new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
    private static final String WORD = new Scanner(System.in, StandardCharsets.UTF_8).nextLine();

    /** A report is a line that begins with the word on standard input, so that nothing the code prints is taken for one. */
    private static void report(String outcome, int index, String text) {
        System.out.flush();
        OUT.print("\n" + WORD + " " + outcome + " " + index + " " + text + "\n");
        OUT.flush();
    }

    static List<Object> list(Object... items) {
        return new ArrayList<>(java.util.Arrays.asList(items));
    }

    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int index = 0; index < keysAndValues.length; index += 2) {
            map.put((String) keysAndValues[index], keysAndValues[index + 1]);
        }
        return map;
    }

    /** The values are not what the function's signature asks for. */
    private static final class Unfit extends RuntimeException {
        Unfit(String message) {
            super(message);
        }
    }

    /** What the code prints is UTF-8 wherever it runs. */
    static void start() {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8));
        report("start", 0, "");
    }

    /** The result of a call and the arguments as it left them. */
    private record Done(Object result, Object[] given) { }

    private static Done invoke(Method method, Object receiver, Object[] given) throws ReflectiveOperationException {
        method.setAccessible(true);
        return new Done(method.invoke(receiver, given), given);
    }

    /** The function is in one of several classes; those that are not there are passed over. Of `changed` each text is the
     * type of an argument that is reported after the call, or null. */
    static void run(int index, String returns, String[] changed, String[] owners, String name, Object... arguments) {
        try {
            List<Class<?>> found = new ArrayList<>();
            for (String owner : owners) {
                try {
                    found.add(Class.forName(owner, false, CaseDriver.class.getClassLoader()));
                } catch (ClassNotFoundException absent) {
                    continue;
                }
            }
            Done done = call(found, name, arguments);
            String result = json(done.result(), returns);
            for (int at = 0; at < changed.length && at < done.given().length; at++) {
                if (changed[at] != null) {
                    Object value = done.given()[at];
                    boolean isFixed = value != null && value.getClass().isArray();
                    report(isFixed ? "fixed" : "changed", index, at + " " + json(value, changed[at]));
                }
            }
            report("case", index, result);
        } catch (InvocationTargetException failure) {
            report("error", index, json(failure.getCause().toString(), "s"));
        } catch (ReflectiveOperationException | RuntimeException failure) {
            // The method itself was not at fault: its signature is not one that can be called with these values.
            report("unfit", index, json(failure.toString(), "s"));
        } catch (LinkageError failure) { // what the class does when it is loaded
            report("error", index, json(failure.toString(), "s"));
        }
    }

    /** The method may be in a class itself or in those inside it; of several, the one whose parameters fit best. */
    private static Done call(List<Class<?>> owners, String name, Object[] arguments) throws ReflectiveOperationException {
        List<Class<?>> inner = new ArrayList<>();
        Unfit refused = null;
        for (Class<?> owner : owners) {
            inner.addAll(List.of(owner.getDeclaredClasses()));
            Method best = null;
            int least = Integer.MAX_VALUE;
            for (Method method : owner.getDeclaredMethods()) {
                if (!method.getName().equals(name) || method.isBridge()) {
                    continue;
                }
                try {
                    int cost = cost(arguments, converted(method, arguments));
                    if (cost < least) {
                        least = cost;
                        best = method;
                    }
                } catch (Unfit other) {
                    refused = other;
                }
            }
            if (best != null) {
                return invoke(best, receiver(best), converted(best, arguments));
            }
            for (Field field : owner.getDeclaredFields()) {
                if (field.getName().equals(name) && field.getType().isInterface()) {
                    return callHeld(field, arguments);
                }
            }
        }
        if (!inner.isEmpty()) {
            return call(inner, name, arguments);
        }
        throw refused != null ? refused : new Unfit("there is no method " + name + " that can be called");
    }

    /** A function in a field: a lambda expression. */
    private static Done callHeld(Field field, Object[] arguments) throws ReflectiveOperationException {
        field.setAccessible(true);
        Object held = field.get(Modifier.isStatic(field.getModifiers()) ? null : instance(field.getDeclaringClass()));
        Type[] given = field.getGenericType() instanceof ParameterizedType generic ? generic.getActualTypeArguments() : new Type[0];
        List<?> names = List.of(field.getType().getTypeParameters());
        for (Method method : field.getType().getMethods()) {
            Type[] wanted = method.getGenericParameterTypes();
            if (!Modifier.isAbstract(method.getModifiers()) || wanted.length != arguments.length) {
                continue;
            }
            Object[] values = new Object[wanted.length];
            for (int at = 0; at < wanted.length; at++) {
                int known = names.indexOf(wanted[at]);
                values[at] = convert(arguments[at], known >= 0 && known < given.length ? bound(given[known]) : wanted[at]);
            }
            return invoke(method, held, values);
        }
        throw new Unfit("a " + field.getType().getName() + " takes other arguments");
    }

    private static Object[] converted(Method method, Object[] arguments) {
        Type[] wanted = method.getGenericParameterTypes();
        int fixed = method.isVarArgs() ? wanted.length - 1 : wanted.length;
        boolean spread = method.isVarArgs()
                && (arguments.length != wanted.length || !(arguments[fixed] instanceof List<?>));
        if (spread ? arguments.length < fixed : arguments.length != wanted.length) {
            throw new Unfit("takes " + wanted.length + " arguments, not " + arguments.length);
        }
        Object[] converted = new Object[wanted.length];
        for (int at = 0; at < (spread ? fixed : wanted.length); at++) {
            converted[at] = convert(arguments[at], wanted[at]);
        }
        if (spread) {
            converted[fixed] = convert(java.util.Arrays.asList(arguments).subList(fixed, arguments.length), wanted[fixed]);
        }
        return converted;
    }

    /** How far the types of values lie from the plain ones. */
    private static int cost(Object[] plain, Object[] converted) {
        int cost = plain.length == converted.length ? 0 : 100;
        for (int at = 0; at < plain.length && at < converted.length; at++) {
            Object value = converted[at];
            boolean same = plain[at] instanceof Long ? value instanceof Integer || value instanceof Long
                    : plain[at] == null || plain[at].getClass().isInstance(value) || value instanceof java.util.Collection
                    || (plain[at] instanceof List<?> && value.getClass().isArray());
            cost += same ? 0 : 1;
        }
        return cost;
    }

    private static Object receiver(Method method) throws ReflectiveOperationException {
        return Modifier.isStatic(method.getModifiers()) ? null : instance(method.getDeclaringClass());
    }

    private static Object instance(Class<?> owner) throws ReflectiveOperationException {
        for (Field field : owner.getDeclaredFields()) { // an object of Kotlin
            if (field.getName().equals("INSTANCE") && field.getType() == owner) {
                field.setAccessible(true);
                return field.get(null);
            }
        }
        boolean inner = owner.isMemberClass() && !Modifier.isStatic(owner.getModifiers());
        var constructor = inner ? owner.getDeclaredConstructor(owner.getDeclaringClass()) : owner.getDeclaredConstructor();
        constructor.setAccessible(true);
        return inner ? constructor.newInstance(instance(owner.getDeclaringClass())) : constructor.newInstance();
    }

    private static Class<?> raw(Type wanted) {
        if (wanted instanceof GenericArrayType array) {
            return Array.newInstance(raw(array.getGenericComponentType()), 0).getClass();
        }
        Type bound = bound(wanted);
        return bound instanceof ParameterizedType generic ? (Class<?>) generic.getRawType()
                : bound instanceof Class<?> simple ? simple : Object.class;
    }

    private static Type bound(Type type) {
        return type instanceof WildcardType wildcard && wildcard.getLowerBounds().length > 0 ? wildcard.getLowerBounds()[0]
                : type instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0]
                : type instanceof TypeVariable<?> variable ? bound(variable.getBounds()[0]) : type;
    }

    private static Type item(Type wanted, int position) {
        return bound(wanted) instanceof ParameterizedType generic && position < generic.getActualTypeArguments().length
                ? generic.getActualTypeArguments()[position] : Object.class;
    }

    private static Object convert(Object plain, Type wanted) {
        Class<?> raw = raw(wanted);
        if (raw == Optional.class) {
            return Optional.ofNullable(convert(plain, item(wanted, 0)));
        }
        Object converted = plain == null ? null
                : plain instanceof Number number ? number(number, raw)
                : plain instanceof String text ? text(text, raw, wanted)
                : plain instanceof List<?> items ? items(items, raw, wanted)
                : plain instanceof Map<?, ?> entries && raw.isAssignableFrom(Map.class) || Map.class.isAssignableFrom(raw)
                ? map((Map<?, ?>) plain, raw, wanted) : plain;
        if (raw.isPrimitive() ? converted == null : converted != null && !raw.isInstance(converted)) {
            throw new Unfit(plain + " is no " + wanted.getTypeName());
        }
        return converted;
    }

    private static Object number(Number number, Class<?> raw) {
        boolean whole = number instanceof Long;
        if (whole && (raw == int.class || raw == Integer.class)) {
            return Math.toIntExact(number.longValue());
        }
        if (whole && (raw == long.class || raw == Long.class)) {
            return number.longValue();
        }
        if (whole && (raw == short.class || raw == Short.class) && number.shortValue() == number.longValue()) {
            return number.shortValue();
        }
        if (whole && (raw == byte.class || raw == Byte.class) && number.byteValue() == number.longValue()) {
            return number.byteValue();
        }
        if (whole && raw == java.math.BigInteger.class) {
            return java.math.BigInteger.valueOf(number.longValue());
        }
        if (raw == java.math.BigDecimal.class) {
            return new java.math.BigDecimal(number.toString());
        }
        if (raw == double.class || raw == Double.class) {
            return number.doubleValue();
        }
        if (raw == float.class || raw == Float.class) {
            return number.floatValue();
        }
        if (raw.isPrimitive()) {
            throw new Unfit(number + " is no " + raw);
        }
        return whole && number.longValue() == number.intValue() ? (Object) number.intValue() : number;
    }

    private static Object text(String text, Class<?> raw, Type wanted) {
        if (raw == char.class || raw == Character.class) {
            if (text.length() != 1) {
                throw new Unfit("\"" + text + "\" is no character");
            }
            return text.charAt(0);
        }
        if (raw == byte[].class) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (raw == StringBuilder.class) {
            return new StringBuilder(text);
        }
        boolean isList = raw == char[].class || raw == Character[].class
                || Iterable.class.isAssignableFrom(raw) && raw(item(wanted, 0)) == Character.class;
        if (raw.isPrimitive() || !isList) {
            return raw.isPrimitive() ? null : text;
        }
        List<String> characters = new ArrayList<>();
        for (char character : text.toCharArray()) {
            characters.add(String.valueOf(character));
        }
        return items(characters, raw, wanted);
    }

    private static Object items(List<?> items, Class<?> raw, Type wanted) {
        if (!links(raw).isEmpty()) {
            return nodes(items, raw);
        }
        if (raw.isArray()) {
            Type component = wanted instanceof GenericArrayType array ? array.getGenericComponentType() : raw.getComponentType();
            Object array = Array.newInstance(raw.getComponentType(), items.size());
            for (int at = 0; at < items.size(); at++) {
                Array.set(array, at, convert(items.get(at), component));
            }
            return array;
        }
        boolean isCollection = Iterable.class.isAssignableFrom(raw) || raw.isAssignableFrom(ArrayList.class);
        if (!isCollection && (raw == Map.Entry.class || !raw.getName().startsWith("java."))) {
            return tupleOf(items, raw, wanted);
        }
        java.util.Collection<Object> collection = raw.isAssignableFrom(ArrayList.class) ? new ArrayList<>()
                : raw.isAssignableFrom(LinkedHashSet.class) ? new LinkedHashSet<>()
                : raw.isAssignableFrom(ArrayDeque.class) ? new ArrayDeque<>() : made(raw);
        for (Object item : items) {
            collection.add(convert(item, item(wanted, 0)));
        }
        return collection;
    }

    /** The fields that hold the other nodes of a linked list or a binary tree; none for other classes. */
    private static List<Field> links(Class<?> type) {
        List<Field> links = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (field.getType() == type && field.getName().toLowerCase().matches("next|left|right")) {
                field.setAccessible(true);
                links.add(field);
            }
        }
        return links;
    }

    private static Field value(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            if (field.getType() != type && !Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                return field;
            }
        }
        throw new Unfit("a " + type.getName() + " has no value");
    }

    /** A linked list of values, or a tree of its values level by level. */
    private static Object nodes(List<?> values, Class<?> type) {
        try {
            List<Object> nodes = new ArrayList<>();
            for (Object item : values) {
                nodes.add(item == null ? null : node(item, type));
            }
            int next = 1;
            for (Object node : nodes) {
                for (Field link : node == null ? List.<Field>of() : links(type)) {
                    link.set(node, next < nodes.size() ? nodes.get(next) : null);
                    next++;
                }
            }
            return nodes.isEmpty() ? null : nodes.get(0);
        } catch (ReflectiveOperationException problem) {
            throw new Unfit(problem.toString());
        }
    }

    private static Object node(Object item, Class<?> type) throws ReflectiveOperationException {
        var constructors = new ArrayList<>(List.of(type.getDeclaredConstructors()));
        constructors.sort(java.util.Comparator.comparingInt(java.lang.reflect.Constructor::getParameterCount));
        var constructor = constructors.get(0);
        Field value = value(type);
        Object[] given = new Object[constructor.getParameterCount()];
        for (int at = 0; at < given.length; at++) {
            boolean isValue = constructor.getParameterTypes()[at] == value.getType();
            given[at] = isValue ? convert(item, value.getGenericType()) : null;
        }
        constructor.setAccessible(true);
        Object node = constructor.newInstance(given);
        value.set(node, convert(item, value.getGenericType()));
        return node;
    }

    /** The values of the nodes that a node leads to, in the order in which `nodes` takes them. */
    private static List<Object> values(Object first) {
        List<Object> nodes = new ArrayList<>(java.util.Arrays.asList(first));
        List<Object> values = new ArrayList<>();
        List<Field> links = links(first.getClass());
        try {
            for (int at = 0; at < nodes.size(); at++) {
                Object node = nodes.get(at);
                values.add(node == null ? null : value(first.getClass()).get(node));
                for (Field link : node == null ? List.<Field>of() : links) {
                    if (links.size() > 1 || link.get(node) != null) {
                        nodes.add(link.get(node));
                    }
                }
                if (nodes.size() > 100_000) {
                    throw new IllegalStateException("the nodes form a circle");
                }
            }
        } catch (ReflectiveOperationException problem) {
            throw new IllegalStateException(problem);
        }
        return values;
    }

    @SuppressWarnings("unchecked")
    private static java.util.Collection<Object> made(Class<?> raw) {
        try {
            Class<?> kind = raw == java.util.SortedSet.class || raw == java.util.NavigableSet.class ? java.util.TreeSet.class : raw;
            return (java.util.Collection<Object>) kind.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException problem) {
            throw new Unfit("a list is no " + raw.getName());
        }
    }

    private static Object tupleOf(List<?> items, Class<?> raw, Type wanted) {
        Object[] parts = new Object[items.size()];
        for (int at = 0; at < parts.length; at++) {
            Type type = raw.isRecord() && at < raw.getRecordComponents().length
                    ? raw.getRecordComponents()[at].getGenericType() : item(wanted, at);
            parts[at] = convert(items.get(at), type);
        }
        try {
            Class<?> made = raw == Map.Entry.class ? java.util.AbstractMap.SimpleEntry.class : raw;
            for (var constructor : made.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == parts.length) {
                    constructor.setAccessible(true);
                    return constructor.newInstance(parts);
                }
            }
        } catch (ReflectiveOperationException problem) {
            throw new Unfit(problem.toString());
        }
        throw new Unfit(parts.length + " values are no " + raw.getName());
    }

    private static Object map(Map<?, ?> entries, Class<?> raw, Type wanted) {
        Map<Object, Object> map = raw.isAssignableFrom(LinkedHashMap.class) ? new LinkedHashMap<>()
                : raw.isAssignableFrom(java.util.TreeMap.class) ? new java.util.TreeMap<>()
                : new java.util.concurrent.ConcurrentHashMap<>();
        entries.forEach((key, value) -> map.put(convert(key, item(wanted, 0)), convert(value, item(wanted, 1))));
        return map;
    }

    /** Of `returns` each letter is a type: s, i, f, b, and l, d, o for a list, a map or an optional of the next. */
    private static String json(Object value, String returns) {
        String held = returns.isEmpty() ? "" : returns.substring(1);
        if (returns.startsWith("o")) {
            return json(value instanceof Optional<?> optional ? optional.orElse(null) : value, held);
        }
        if (value == null) {
            return "null";
        }
        if (value instanceof Boolean || value instanceof Integer || value instanceof Long || value instanceof Short
                || value instanceof Byte || value instanceof java.math.BigInteger) {
            return value.toString();
        }
        if (value instanceof Number number) {
            return Double.isFinite(number.doubleValue()) ? number.toString() : quoted(number.toString());
        }
        if (value instanceof Optional<?> optional) {
            return json(optional.orElse(null), returns);
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? json(optional.getAsInt(), returns) : "null";
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? json(optional.getAsLong(), returns) : "null";
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? json(optional.getAsDouble(), returns) : "null";
        }
        if (value instanceof Map<?, ?> map) {
            List<String> items = new ArrayList<>();
            map.forEach((key, item) -> items.add(quoted(String.valueOf(key)) + ":" + json(item, held)));
            return "{" + String.join(",", items) + "}";
        }
        if (returns.equals("s") && (value instanceof char[] || value instanceof Character[])) {
            StringBuilder text = new StringBuilder();
            for (int index = 0; index < Array.getLength(value); index++) {
                text.append(Array.get(value, index));
            }
            return quoted(text.toString());
        }
        if (returns.equals("i") && value instanceof Character character) {
            return String.valueOf((int) character);
        }
        if (value instanceof java.util.stream.BaseStream<?, ?> stream) {
            throw new Unfit("returns a " + stream.getClass().getName());
        }
        if (value instanceof Iterable<?> values) {
            List<String> items = new ArrayList<>();
            values.forEach(item -> items.add(json(item, held)));
            return "[" + String.join(",", items) + "]";
        }
        if (value.getClass().isArray()) {
            List<String> items = new ArrayList<>();
            for (int index = 0; index < Array.getLength(value); index++) {
                items.add(json(Array.get(value, index), held));
            }
            return "[" + String.join(",", items) + "]";
        }
        if (value instanceof CharSequence || value instanceof Character || value instanceof Enum<?>) {
            return quoted(value.toString());
        }
        return links(value.getClass()).isEmpty() ? tuple(value, held) : json(values(value), returns);
    }

    /** The fields of a class that stands for a tuple: those of a record, of a Pair or of a class of the code. */
    private static List<String> components(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic() && !field.getName().matches("key|value")) {
                names.add(field.getName());
            }
        }
        return type.getName().startsWith("java.") ? List.of() : names.isEmpty() ? List.of("key", "value") : names;
    }

    /** What stands for a tuple of Python: the components of a record, an entry or a Pair. */
    private static String tuple(Object value, String held) {
        Class<?> type = value.getClass();
        List<Object> parts = new ArrayList<>();
        try {
            if (value instanceof Map.Entry<?, ?> entry) {
                parts.addAll(java.util.Arrays.asList(entry.getKey(), entry.getValue()));
            } else {
                for (String name : components(type)) {
                    Field field = type.getDeclaredField(name);
                    field.setAccessible(true);
                    parts.add(field.get(value));
                }
            }
            if (parts.isEmpty()) {
                throw new Unfit("returns a " + type.getName());
            }
        } catch (ReflectiveOperationException | RuntimeException problem) {
            throw new Unfit("returns a " + type.getName());
        }
        List<String> items = new ArrayList<>();
        parts.forEach(part -> items.add(json(part, held)));
        return "[" + String.join(",", items) + "]";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ' || character > '~') {
                quoted.append(String.format("\\u%04x", (int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
