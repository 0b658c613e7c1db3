// Calls one function with plain values, whatever spelling of their types its signature uses, and prints what it returns.
#pragma once
#define _GLIBCXX_ASSERTIONS
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <queue>
#include <set>
#include <span>
#include <sstream>
#include <stack>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cases {

struct Value;
using List = std::vector<Value>;
using Map = std::vector<std::pair<std::string, Value>>;

struct Value {
    std::variant<std::nullptr_t, bool, long long, double, std::string, List, Map> plain;
};

inline Value null() { return {nullptr}; }
inline Value boolean(bool value) { return {value}; }
inline Value integer(long long value) { return {value}; }
inline Value number(double value) { return {value}; }
inline Value text(const char *value, std::size_t length) { return {std::string(value, length)}; }
inline Value list(List items) { return {std::move(items)}; }
inline Value map(Map items) { return {std::move(items)}; }

template <class T> struct Tag {};

template <class T> T convert(const Value &value);

// The values are not what the function's signature asks for.
struct Unfit {};

template <class T> struct Converter {
    static T from(const Value &value) {
        if constexpr (std::is_same_v<T, bool>) {
            return std::get<bool>(value.plain);
        } else if constexpr (std::is_same_v<T, char>) {
            const auto &text = std::get<std::string>(value.plain);
            if (text.size() != 1) throw Unfit{};
            return text[0];
        } else if constexpr (std::is_arithmetic_v<T>) {
            if (auto whole = std::get_if<long long>(&value.plain)) {
                if (std::is_integral_v<T> && static_cast<long long>(static_cast<T>(*whole)) != *whole) throw Unfit{};
                return static_cast<T>(*whole);
            }
            if (std::is_integral_v<T>) throw Unfit{};
            return static_cast<T>(std::get<double>(value.plain));
        } else if constexpr (std::is_same_v<T, const char *>) {
            return std::get<std::string>(value.plain).c_str();
        } else {
            return T(std::get<std::string>(value.plain));
        }
    }
};

template <class T> struct SequenceConverter {
    static T from(const Value &value) {
        T items;
        if constexpr (std::is_same_v<typename T::value_type, char>) {
            if (auto text = std::get_if<std::string>(&value.plain)) {
                for (char item : *text) items.insert(items.end(), item);
                return items;
            }
        }
        for (const Value &item : std::get<List>(value.plain)) items.insert(items.end(), convert<typename T::value_type>(item));
        return items;
    }
};
template <class... T> struct Converter<std::vector<T...>> : SequenceConverter<std::vector<T...>> {};
template <class... T> struct Converter<std::deque<T...>> : SequenceConverter<std::deque<T...>> {};
template <class... T> struct Converter<std::list<T...>> : SequenceConverter<std::list<T...>> {};
template <class... T> struct Converter<std::set<T...>> : SequenceConverter<std::set<T...>> {};
template <class... T> struct Converter<std::multiset<T...>> : SequenceConverter<std::multiset<T...>> {};
template <class... T> struct Converter<std::unordered_set<T...>> : SequenceConverter<std::unordered_set<T...>> {};

template <class T> struct MapConverter {
    static T from(const Value &value) {
        T items;
        for (const auto &[key, item] : std::get<Map>(value.plain)) {
            items.emplace(convert<typename T::key_type>({key}), convert<typename T::mapped_type>(item));
        }
        return items;
    }
};
template <class... T> struct Converter<std::map<T...>> : MapConverter<std::map<T...>> {};
template <class... T> struct Converter<std::unordered_map<T...>> : MapConverter<std::unordered_map<T...>> {};

template <class T> struct TupleConverter {
    static T from(const Value &value) {
        const List &items = std::get<List>(value.plain);
        if (items.size() != std::tuple_size_v<T>) throw Unfit{};
        return [&]<std::size_t... At>(std::index_sequence<At...>) {
            return T{convert<std::tuple_element_t<At, T>>(items[At])...};
        }(std::make_index_sequence<std::tuple_size_v<T>>{});
    }
};
template <class... T> struct Converter<std::pair<T...>> : TupleConverter<std::pair<T...>> {};
template <class... T> struct Converter<std::tuple<T...>> : TupleConverter<std::tuple<T...>> {};
template <class T, std::size_t N> struct Converter<std::array<T, N>> : TupleConverter<std::array<T, N>> {};

template <class T> struct Converter<std::optional<T>> {
    static std::optional<T> from(const Value &value) {
        if (std::holds_alternative<std::nullptr_t>(value.plain)) return std::nullopt;
        return convert<T>(value);
    }
};

// The nodes of a linked list, and of a binary tree.
template <class T> concept IsLink = requires(T node) { node.next; } && !requires(T node) { node.left; };
template <class T> concept IsBranch = requires(T node) { node.left; node.right; };

template <class T> auto &node_value(T &node) {
    if constexpr (requires { node.val; }) return node.val;
    else if constexpr (requires { node.value; }) return node.value;
    else return node.data;
}

template <class T> T make_node(const Value &value) {
    using Item = std::remove_reference_t<decltype(node_value(*std::declval<T *>()))>;
    if constexpr (std::is_default_constructible_v<T>) {
        T node{};
        node_value(node) = convert<Item>(value);
        return node;
    } else {
        return T(convert<Item>(value));
    }
}

// What a list or a tree begins with. A tree is a list of its values level by level.
template <class T, class Pointer> Pointer nodes(const Value &value) {
    if (std::holds_alternative<std::nullptr_t>(value.plain)) return Pointer{};
    std::vector<Pointer> made;
    for (const Value &item : std::get<List>(value.plain)) {
        bool absent = std::holds_alternative<std::nullptr_t>(item.plain);
        made.push_back(absent ? Pointer{} : Pointer(new T(make_node<T>(item))));
    }
    std::size_t next = 1;
    auto follow = [&](auto &link) { link = next < made.size() ? made[next] : Pointer{}; ++next; };
    for (auto &node : made) {
        if (!node) continue;
        if constexpr (IsLink<T>) follow(node->next);
        else follow(node->left), follow(node->right);
    }
    return made.empty() ? Pointer{} : made[0];
}

template <class T> requires(IsLink<T> || IsBranch<T>) struct Converter<std::shared_ptr<T>> {
    static std::shared_ptr<T> from(const Value &value) { return nodes<T, std::shared_ptr<T>>(value); }
};

template <class T> requires(IsLink<T> || IsBranch<T>) struct Converter<T *> {
    static T *from(const Value &value) { return nodes<T, T *>(value); }
};

// Pointers and spans to values that live until the program ends.
template <class T> requires(!std::is_arithmetic_v<T> && !std::is_const_v<T> && !IsLink<T> && !IsBranch<T>) struct Converter<T *> {
    static T *from(const Value &value) {
        return std::holds_alternative<std::nullptr_t>(value.plain) ? nullptr : new T(convert<T>(value));
    }
};
template <class T> struct Converter<std::span<T>> {
    static std::span<T> from(const Value &value) { return *new std::vector<std::remove_const_t<T>>(convert<std::vector<std::remove_const_t<T>>>(value)); }
};

template <class T> T convert(const Value &value) { return Converter<T>::from(value); }

inline std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (unsigned char character : text) {
        if (character == '"' || character == '\\') {
            out += '\\';
            out += static_cast<char>(character);
        } else if (character < ' ') {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", character);
            out += escape;
        } else {
            out += static_cast<char>(character);
        }
    }
    return out + '"';
}

template <class T, class = void> struct IsMap : std::false_type {};
template <class T> struct IsMap<T, std::void_t<typename T::mapped_type>> : std::true_type {};
template <class T> struct IsOptional : std::false_type {};
template <class T> struct IsOptional<std::optional<T>> : std::true_type {};

template <class T> concept IsPointer = std::is_pointer_v<T> && std::is_class_v<std::remove_pointer_t<T>>;
template <class T> concept IsTuple = requires { std::tuple_size<T>::value; };
template <class T> concept IsText = std::is_convertible_v<const T &, std::string_view>;

template <class T> std::string key_text(const T &key) {
    if constexpr (IsText<T>) return json_text(key);
    else if constexpr (std::is_same_v<T, char>) return json_text(std::string_view(&key, 1));
    else return json_text(std::to_string(key));
}

template <class T> std::string json(const T &value, std::string_view wanted);

// The values that a node leads to, as `nodes` takes them.
template <class Pointer> std::string json_nodes(const Pointer &first, std::string_view held) {
    using T = std::remove_reference_t<decltype(*first)>;
    std::vector<const T *> made{&*first};
    std::string out = "[";
    for (std::size_t at = 0; at < made.size(); ++at) {
        if (made.size() > 100000) throw std::runtime_error("the nodes form a circle");
        const T *node = made[at];
        out += (at ? "," : "") + (node ? json(node_value(*node), held) : "null");
        if (!node) continue;
        auto follow = [&](const auto &link) { made.push_back(link ? &*link : nullptr); };
        if constexpr (IsLink<T>) {
            if (node->next) follow(node->next);
        } else {
            follow(node->left), follow(node->right);
        }
    }
    return out + "]";
}

template <class T> concept IsNode = requires(const T &value) { *value; requires IsLink<decltype(*value)> || IsBranch<decltype(*value)>; };

// Each letter of `wanted` is a type: s, i, f, b, and l, d, o for a list, a map or an optional of the next.
template <class T> std::string json(const T &value, std::string_view wanted) {
    std::string_view held = wanted.substr(wanted.empty() ? 0 : 1);
    if constexpr (IsOptional<T>::value) {
        return value ? json(*value, wanted.starts_with("o") ? held : wanted) : "null";
    } else if constexpr (std::is_same_v<T, std::nullopt_t> || std::is_same_v<T, std::nullptr_t>) {
        return "null";
    } else if constexpr (IsNode<T>) {
        return value ? json_nodes(value, held) : "null";
    } else if constexpr (IsPointer<T>) {
        return value ? json(*value, wanted) : "null";
    } else if (wanted.starts_with("o")) {
        return json(value, held);
    } else if constexpr (std::is_same_v<T, char>) {
        return wanted == "i" ? std::to_string(value) : json_text(std::string_view(&value, 1));
    } else if constexpr (std::is_floating_point_v<T>) {
        char out[40];
        std::snprintf(out, sizeof out, "%.17g", static_cast<double>(value));
        return std::isfinite(value) ? out : json_text(out);
    } else if constexpr (std::is_same_v<T, bool>) {
        return value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
        return wanted == "b" ? (value ? "true" : "false") : std::to_string(value);
    } else if constexpr (IsText<T>) {
        return json_text(value);
    } else if constexpr (IsMap<T>::value) {
        std::string out = "{";
        for (const auto &[key, item] : value) out += (out.size() > 1 ? "," : "") + key_text(key) + ":" + json(item, held);
        return out + "}";
    } else if constexpr (IsTuple<T>) {
        std::string out = "[";
        std::apply([&](const auto &...items) { ((out += (out.size() > 1 ? "," : "") + json(items, held)), ...); }, value);
        return out + "]";
    } else {
        using Item = typename T::value_type;
        if constexpr (std::is_same_v<Item, char>) {
            if (wanted == "s") return json_text(std::string(value.begin(), value.end()));
        }
        std::string out = "[";
        for (const auto &item : value) out += (out.size() > 1 ? "," : "") + json(static_cast<Item>(item), held);
        return out + "]";
    }
}

// A report is a line that begins with the word on standard input, and has a stream of its own, so that nothing the code
// prints is taken for one.
inline std::FILE *output;
inline std::string word;

inline void report(const char *outcome, int index, const std::string &text) {
    std::cout.flush();
    std::fflush(stdout);
    std::fprintf(output, "\n%s %s %d %s\n", word.c_str(), outcome, index, text.c_str());
    std::fflush(output);
}

inline bool each_alone;

// alone: whether each call has a process of its own.
inline void begin(bool alone = false) {
    std::getline(std::cin, word);
    output = fdopen(dup(1), "w");
    each_alone = alone;
    report("start", 0, "");
}

// Types of the arguments to report after a call, each as letters, "" for those that are not reported.
using Types = std::initializer_list<std::string_view>;

template <class T> constexpr bool is_span = false;
template <class T> constexpr bool is_span<std::span<T>> = true;

// A parameter through which a function can change its caller's value.
template <class T>
concept IsShared = (std::is_lvalue_reference_v<T> && !std::is_const_v<std::remove_reference_t<T>>)
    || IsPointer<std::decay_t<T>> || is_span<std::decay_t<T>>;

// Whether this is the process of a call. The other one waits for it, and reports its end if a signal ended it.
inline bool starts(int index) {
    static int stopped = 0;
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        const rlimit limit = {1, 1};
        setrlimit(RLIMIT_CPU, &limit);
        return true;
    }
    if (child < 0 || waitpid(child, &status, 0) < 0) std::exit(1);
    if (WIFSIGNALED(status)) {
        report("error", index, json_text("signal " + std::to_string(WTERMSIG(status))));
        if ((WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL) && ++stopped == 2) std::exit(1);
    }
    return false;
}

// Something that can be called with values of these types.
template <class Call, class... Parameters> struct Candidate {
    Call call;

    std::tuple<std::decay_t<Parameters>...> take(const List &arguments) const {
        if (arguments.size() != sizeof...(Parameters)) throw Unfit{};
        try {
            std::size_t at = 0;
            return {convert<std::decay_t<Parameters>>(arguments[at++])...};  // in this order, as in any braces
        } catch (const std::exception &) {
            throw Unfit{};
        }
    }

    // How many whole numbers become others; -1 if the values do not fit.
    int cost(const List &arguments) const {
        try {
            take(arguments);
        } catch (const Unfit &) {
            return -1;
        }
        int cost = 0;
        std::size_t at = 0;
        ((cost += std::holds_alternative<long long>(arguments[at++].plain) && std::is_floating_point_v<std::decay_t<Parameters>>), ...);
        return cost;
    }

    // The result as JSON. Reports the arguments that have a type in `changed`, if the caller sees what becomes of them.
    std::string answer(int index, const List &arguments, std::string_view returns, Types changed) const {
        auto values = take(arguments);
        std::string result = answer(values, returns);
        auto show = [&]<class Parameter>(std::size_t at, const auto &value) {
            if constexpr (IsShared<Parameter>) {
                std::string_view letters = at < changed.size() ? changed.begin()[at] : "";
                const char *outcome = is_span<std::decay_t<Parameter>> ? "fixed" : "changed";
                if (!letters.empty()) report(outcome, index, std::to_string(at) + " " + json(value, letters));
            }
        };
        std::apply([&](const auto &...value) {
            std::size_t at = 0;
            (show.template operator()<Parameters>(at++, value), ...);
        }, values);
        return result;
    }

    std::string answer(auto &values, std::string_view returns) const {
        auto apply = [&](auto &...value) -> decltype(auto) { return call(std::forward<Parameters>(value)...); };
        using Result = decltype(std::apply(apply, values));
        if constexpr (std::is_void_v<Result>) {
            std::apply(apply, values);
            return "null";
        } else {
            return json<std::decay_t<Result>>(std::apply(apply, values), returns);
        }
    }
};

template <class Signature> struct Typed;
template <class Result, class... Parameters> struct Typed<Result(Parameters...)> {
    template <class Call> static auto candidate(Call call) { return Candidate<Call, Parameters...>{call}; }
};

template <class Signature, class Call> auto candidate(Call call) { return Typed<Signature>::candidate(call); }

template <class Result, class... Parameters> auto found(Result (*function)(Parameters...)) {
    return Candidate<decltype(function), Parameters...>{function};
}

template <class Class, class Method, class... Parameters> auto on_object(Method method) {
    auto call = [method](auto &&...given) -> decltype(auto) {
        Class object{};
        return (object.*method)(std::forward<decltype(given)>(given)...);
    };
    return Candidate<decltype(call), Parameters...>{call};
}
template <class Result, class Class, class... Parameters> auto found(Result (Class::*method)(Parameters...)) {
    return on_object<Class, decltype(method), Parameters...>(method);
}
template <class Result, class Class, class... Parameters> auto found(Result (Class::*method)(Parameters...) const) {
    return on_object<Class, decltype(method), Parameters...>(method);
}

template <class Call, class Result, class... Parameters> auto closure(Call call, Result (Call::*)(Parameters...) const) {
    return Candidate<Call, Parameters...>{call};
}
template <class Call> auto found(Call call) -> decltype(closure(call, &Call::operator())) {
    return closure(call, &Call::operator());
}
template <class Result, class... Parameters> auto found(std::function<Result(Parameters...)> function) {
    return Candidate<decltype(function), Parameters...>{function};
}

// Calls the candidate whose parameters fit best.
template <class... Candidates>
void run(int index, std::string_view returns, Types changed, const List &arguments, const Candidates &...candidates) {
    if (each_alone && !starts(index)) return;
    try {
        int least = -1;
        auto better = [&](int cost) { return cost >= 0 && (least < 0 || cost < least) ? least = cost, true : false; };
        (better(candidates.cost(arguments)), ...);
        if (least < 0) throw Unfit{};
        std::string result;
        bool called = false;
        auto call = [&](const auto &candidate) {
            if (called || candidate.cost(arguments) != least) return;
            called = true;
            result = candidate.answer(index, arguments, returns, changed);
        };
        (call(candidates), ...);
        report("case", index, result);
    } catch (const Unfit &) {
        report("unfit", index, "\"other parameters\"");
    } catch (const std::exception &problem) {
        report("error", index, json_text(problem.what()));
    } catch (...) {
        report("error", index, "\"something was thrown\"");
    }
    if (each_alone) _exit(0);
}

}  // namespace cases
