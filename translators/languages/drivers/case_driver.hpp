// Calls one function with plain values, whatever spelling of their types its signature uses, and prints what it returns.
#pragma once
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

template <class T> struct Converter {
    static T from(const Value &value) {
        if constexpr (std::is_same_v<T, bool>) {
            return std::get<bool>(value.plain);
        } else if constexpr (std::is_same_v<T, char>) {
            return std::get<std::string>(value.plain).at(0);
        } else if constexpr (std::is_arithmetic_v<T>) {
            if (auto whole = std::get_if<long long>(&value.plain)) return static_cast<T>(*whole);
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
        for (const Value &item : std::get<List>(value.plain)) items.insert(items.end(), convert<typename T::value_type>(item));
        return items;
    }
};
template <class T> struct Converter<std::vector<T>> : SequenceConverter<std::vector<T>> {};
template <class T> struct Converter<std::deque<T>> : SequenceConverter<std::deque<T>> {};
template <class T> struct Converter<std::list<T>> : SequenceConverter<std::list<T>> {};
template <class T> struct Converter<std::set<T>> : SequenceConverter<std::set<T>> {};
template <class T> struct Converter<std::unordered_set<T>> : SequenceConverter<std::unordered_set<T>> {};

template <class T> struct MapConverter {
    static T from(const Value &value) {
        T items;
        for (const auto &[key, item] : std::get<Map>(value.plain)) items.emplace(key, convert<typename T::mapped_type>(item));
        return items;
    }
};
template <class T, class... More> struct Converter<std::map<std::string, T, More...>> : MapConverter<std::map<std::string, T, More...>> {};
template <class T, class... More>
struct Converter<std::unordered_map<std::string, T, More...>> : MapConverter<std::unordered_map<std::string, T, More...>> {};

template <class T> struct Converter<std::optional<T>> {
    static std::optional<T> from(const Value &value) {
        if (std::holds_alternative<std::nullptr_t>(value.plain)) return std::nullopt;
        return convert<T>(value);
    }
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

template <class T> std::string json(const T &value) {
    if constexpr (std::is_same_v<T, bool>) {
        return value ? "true" : "false";
    } else if constexpr (std::is_same_v<T, std::nullopt_t> || std::is_same_v<T, std::nullptr_t>) {
        return "null";
    } else if constexpr (std::is_same_v<T, char>) {
        return json_text(std::string_view(&value, 1));
    } else if constexpr (std::is_floating_point_v<T>) {
        char out[40];
        std::snprintf(out, sizeof out, "%.17g", static_cast<double>(value));
        return std::isfinite(value) ? out : json_text(out);
    } else if constexpr (std::is_integral_v<T>) {
        return std::to_string(value);
    } else if constexpr (IsOptional<T>::value) {
        return value ? json(*value) : "null";
    } else if constexpr (std::is_convertible_v<const T &, std::string_view>) {
        return json_text(value);
    } else if constexpr (IsMap<T>::value) {
        std::string out = "{";
        for (const auto &[key, item] : value) out += (out.size() > 1 ? "," : "") + json_text(key) + ":" + json(item);
        return out + "}";
    } else {
        std::string out = "[";
        for (const auto &item : value) out += (out.size() > 1 ? "," : "") + json(static_cast<typename T::value_type>(item));
        return out + "]";
    }
}

// A report is a line that begins with the word on standard input, and has a stream of its own, so that nothing the code
// prints is taken for one.
inline std::FILE *output;
inline std::string word;

inline void begin() {
    std::getline(std::cin, word);
    output = fdopen(dup(1), "w");
}

inline void report(const char *outcome, int index, const std::string &text) {
    std::cout.flush();
    std::fflush(stdout);
    std::fprintf(output, "\n%s %s %d %s\n", word.c_str(), outcome, index, text.c_str());
    std::fflush(output);
}

// The values are not what the function's signature asks for.
struct Unfit {};

template <class... Parameters, std::size_t... Positions>
std::tuple<std::decay_t<Parameters>...> converted_to(const List &arguments, std::index_sequence<Positions...>) {
    try {
        if (arguments.size() != sizeof...(Parameters)) throw Unfit{};
        return {convert<std::decay_t<Parameters>>(arguments.at(Positions))...};
    } catch (const std::exception &) {
        throw Unfit{};
    }
}

template <class Result, class... Parameters, std::size_t... Positions>
std::string call(Result (*function)(Parameters...), const List &arguments, std::index_sequence<Positions...> positions) {
    auto converted = converted_to<Parameters...>(arguments, positions);
    return json(function(std::forward<Parameters>(std::get<Positions>(converted))...));
}

template <class Result, class... Parameters>
void run(int index, Result (*function)(Parameters...), const List &arguments) {
    try {
        std::string result = call(function, arguments, std::index_sequence_for<Parameters...>{});
        report("case", index, result);
    } catch (const Unfit &) {
        report("unfit", index, "\"other parameters\"");
    } catch (const std::exception &problem) {
        report("error", index, json_text(problem.what()));
    }
}

}  // namespace cases
