//! Turns plain values into whatever types a function's signature asks for, and what it returns into JSON.
#![allow(dead_code)]

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;

#[derive(Clone)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'static str),
    List(Vec<Value>),
    Map(Vec<(&'static str, Value)>),
}

/// Begins the message of a panic when a value is not what the function's signature asks for.
const UNFIT: &str = "unfit: ";

/// A type that a parameter may have. Borrowed arguments are leaked: the program ends after its cases.
pub trait Argument: Sized {
    fn take(value: Value) -> Self;

    /// The items of a text, where it is due as a list.
    fn take_text(text: &'static str) -> Vec<Value> {
        panic!("{UNFIT}not a list: {text}")
    }
}

pub fn argument<T: Argument>(value: Value) -> T {
    T::take(value)
}

/// Reports "changed", or "fixed" for what cannot change its length, and a value.
type View = Box<dyn Fn() -> (&'static str, String)>;

thread_local! {
    /// How to see what becomes of the last value that was lent to be changed.
    static LENT: RefCell<Option<View>> = const { RefCell::new(None) };
    /// The same for each argument that is reported after the call.
    static CHANGED: RefCell<Vec<(usize, View)>> = const { RefCell::new(Vec::new()) };
}

/// An argument that is reported after the call as a value of `kind`, if the function may change it.
pub fn changing<T: Argument>(position: usize, kind: &'static str, value: Value) -> T {
    LENT.set(None);
    let argument = T::take(value);
    if let Some(view) = LENT.take() {
        let view: View = Box::new(move || as_kind(kind, &view));
        CHANGED.with_borrow_mut(|changed| changed.push((position, view)));
    }
    argument
}

macro_rules! numbers {
    ($json:expr; $($number:ty),*) => {$(
        impl Argument for $number {
            fn take(value: Value) -> Self {
                match value {
                    Value::Int(number) => number as $number,
                    Value::Float(number) => number as $number,
                    _ => panic!("{UNFIT}not a number"),
                }
            }
        }
        impl Json for $number {
            fn json(&self) -> String {
                $json(*self as _)
            }
        }
    )*};
}

numbers!(|number: i128| number.to_string(); i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);
numbers!(float; f32, f64);

fn float(number: f64) -> String {
    if number.is_finite() { format!("{number:e}") } else { quoted(&number.to_string()) }
}

impl Argument for bool {
    fn take(value: Value) -> Self {
        match value {
            Value::Bool(value) => value,
            _ => panic!("{UNFIT}not a boolean"),
        }
    }
}

impl Argument for &'static str {
    fn take(value: Value) -> Self {
        match value {
            Value::Text(text) => text,
            _ => panic!("{UNFIT}not a string"),
        }
    }
}

impl Argument for String {
    fn take(value: Value) -> Self {
        argument::<&str>(value).to_string()
    }
}

impl Argument for char {
    fn take_text(text: &'static str) -> Vec<Value> {
        text.char_indices().map(|(at, letter)| Value::Text(&text[at..at + letter.len_utf8()])).collect()
    }

    fn take(value: Value) -> Self {
        let mut letters = argument::<&str>(value).chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) => letter,
            _ => panic!("{UNFIT}not a character"),
        }
    }
}

fn items<T: Argument, C: FromIterator<T>>(value: Value) -> C {
    match value {
        Value::Text(text) => T::take_text(text).into_iter().map(T::take).collect(),
        Value::List(items) => items.into_iter().map(T::take).collect(),
        _ => panic!("{UNFIT}not a list"),
    }
}

fn entries<K: Argument, T: Argument, C: FromIterator<(K, T)>>(value: Value) -> C {
    match value {
        Value::Map(items) => items.into_iter().map(|(key, item)| (K::take(Value::Text(key)), T::take(item))).collect(),
        _ => panic!("{UNFIT}not a map"),
    }
}

macro_rules! owned {
    ($(($($generics:tt)*) $collection:ty, $how:ident;)*) => {$(
        impl<$($generics)*> Argument for $collection {
            fn take(value: Value) -> Self {
                let collection = $how(value);
                LENT.set(None); // what it holds is not the argument
                collection
            }
        }
    )*};
}

owned! {
    (T: Argument) Vec<T>, items;
    (T: Argument) VecDeque<T>, items;
    (T: Argument + Eq + Hash) HashSet<T>, items;
    (T: Argument + Ord) BTreeSet<T>, items;
    (K: Argument + Eq + Hash, T: Argument) HashMap<K, T>, entries;
    (K: Argument + Ord, T: Argument) BTreeMap<K, T>, entries;
}

macro_rules! borrowed {
    ($(($($generics:tt)*) $target:ty, $owner:ty;)*) => {$(
        impl<$($generics)*> Argument for &'static $target {
            fn take(value: Value) -> Self {
                let owner: &'static mut $owner = Box::leak(Box::new(argument(value)));
                owner
            }
        }
        impl<$($generics)*> Argument for &'static mut $target {
            fn take(value: Value) -> Self {
                let owner: &'static mut $owner = Box::leak(Box::new(argument(value)));
                let address: *const $owner = owner;
                let outcome = if stringify!($target).starts_with('[') { "fixed" } else { "changed" };
                LENT.set(Some(Box::new(move || (outcome, unsafe { (*address).json() }))));
                owner
            }
        }
    )*};
}

borrowed! {
    () String, String;
    (T: Argument + Json) [T], Vec<T>;
    (T: Argument + Json) Vec<T>, Vec<T>;
    (T: Argument + Json) VecDeque<T>, VecDeque<T>;
    (T: Argument + Json + Eq + Hash) HashSet<T>, HashSet<T>;
    (T: Argument + Json + Ord) BTreeSet<T>, BTreeSet<T>;
    (K: Argument + ToString + Eq + Hash, T: Argument + Json) HashMap<K, T>, HashMap<K, T>;
    (K: Argument + ToString + Ord, T: Argument + Json) BTreeMap<K, T>, BTreeMap<K, T>;
}

impl<T: Argument> Argument for Option<T> {
    fn take(value: Value) -> Self {
        match value {
            Value::Null => None,
            value => Some(T::take(value)),
        }
    }
}

/// The values of nodes.
pub fn listed_values(value: Value) -> Vec<Value> {
    match value {
        Value::List(items) => items,
        _ => panic!("{UNFIT}not a list"),
    }
}

/// A tree of its values level by level. make: makes a node of a value and two children.
pub fn tree<P>(value: Value, make: impl Fn(Value, Option<P>, Option<P>) -> P) -> P {
    let values = listed_values(value);
    let mut places = Vec::new();
    let mut next = 1;
    for value in &values {
        places.push((next, next + 1));
        next += if matches!(value, Value::Null) { 0 } else { 2 };
    }
    let mut nodes: Vec<Option<P>> = values.iter().map(|_| None).collect();
    for (at, value) in values.into_iter().enumerate().rev() {
        if !matches!(value, Value::Null) {
            let (left, right) = places[at];
            let mut child = |place: usize| nodes.get_mut(place).and_then(Option::take);
            let (left, right) = (child(left), child(right));
            nodes[at] = Some(make(value, left, right));
        }
    }
    nodes.swap_remove(0).unwrap_or_else(|| panic!("{UNFIT}a tree without a root"))
}

/// What links nodes.
pub trait Link<T> {
    fn hold(node: T) -> Self;
}

impl<T> Link<T> for Box<T> {
    fn hold(node: T) -> Self {
        Box::new(node)
    }
}

impl<T> Link<T> for std::rc::Rc<RefCell<T>> {
    fn hold(node: T) -> Self {
        std::rc::Rc::new(RefCell::new(node))
    }
}

/// A type that a function may return.
pub trait Json {
    fn json(&self) -> String;

    /// The text of several values, if they are characters.
    fn text(_items: &[&Self]) -> Option<String> {
        None
    }
}

thread_local! {
    /// How many lists and maps are around the next text that is due; -1 if none is.
    static AROUND_TEXT: Cell<i32> = const { Cell::new(-1) };
}

/// Runs what writes a value of a type, whose letters are those of the other drivers: texts may be lists of characters.
fn as_kind<T>(kind: &str, write: impl FnOnce() -> T) -> T {
    let around = if kind.ends_with('s') { kind.matches(['l', 'd']).count() as i32 } else { -1 };
    AROUND_TEXT.set(around);
    write()
}

impl Json for bool {
    fn json(&self) -> String {
        self.to_string()
    }
}

impl Json for str {
    fn json(&self) -> String {
        quoted(self)
    }
}

impl Json for String {
    fn json(&self) -> String {
        quoted(self)
    }
}

impl Json for char {
    fn json(&self) -> String {
        quoted(&self.to_string())
    }

    fn text(items: &[&Self]) -> Option<String> {
        Some(items.iter().copied().collect())
    }
}

impl<T: Json + ?Sized> Json for &T {
    fn json(&self) -> String {
        (**self).json()
    }
}

impl<T: Json> Json for Option<T> {
    fn json(&self) -> String {
        self.as_ref().map_or("null".to_string(), Json::json)
    }
}

impl<T: Json, E> Json for Result<T, E> {
    fn json(&self) -> String {
        self.as_ref().ok().map_or("null".to_string(), Json::json)
    }
}

fn listed<'a, T: Json + 'a>(items: impl IntoIterator<Item = &'a T>) -> String {
    let (items, around): (Vec<&T>, _) = (items.into_iter().collect(), AROUND_TEXT.get());
    if let Some(text) = if around == 0 { T::text(&items) } else { None } {
        return quoted(&text);
    }
    AROUND_TEXT.set(around - 1);
    let parts: Vec<_> = items.into_iter().map(Json::json).collect();
    AROUND_TEXT.set(around);
    format!("[{}]", parts.join(","))
}

fn mapped<'a, K: ToString + 'a, T: Json + 'a>(items: impl IntoIterator<Item = (&'a K, &'a T)>) -> String {
    let around = AROUND_TEXT.get();
    AROUND_TEXT.set(around - 1);
    let items = items.into_iter().map(|(key, item)| format!("{}:{}", quoted(&key.to_string()), item.json()));
    let parts: Vec<_> = items.collect();
    AROUND_TEXT.set(around);
    format!("{{{}}}", parts.join(","))
}

macro_rules! collections {
    ($(($($generics:tt)*) $collection:ty, $how:ident;)*) => {$(
        impl<$($generics)*> Json for $collection {
            fn json(&self) -> String {
                $how(self)
            }
        }
    )*};
}

collections! {
    (T: Json) [T], listed;
    (T: Json) Vec<T>, listed;
    (T: Json) VecDeque<T>, listed;
    (T: Json) HashSet<T>, listed;
    (T: Json) BTreeSet<T>, listed;
    (T: Json, const N: usize) [T; N], listed;
    (K: ToString, T: Json) HashMap<K, T>, mapped;
    (K: ToString, T: Json) BTreeMap<K, T>, mapped;
}

impl Json for () {
    fn json(&self) -> String {
        "null".to_string()
    }
}

impl<T: Json + ?Sized> Json for Box<T> {
    fn json(&self) -> String {
        (**self).json()
    }
}

impl<T: Json + ?Sized> Json for std::rc::Rc<T> {
    fn json(&self) -> String {
        (**self).json()
    }
}

impl<T: Json> Json for RefCell<T> {
    fn json(&self) -> String {
        self.borrow().json()
    }
}

impl<T: Json + ToOwned + ?Sized> Json for std::borrow::Cow<'_, T> {
    fn json(&self) -> String {
        (**self).json()
    }
}

macro_rules! tuples {
    ($(($($name:ident $at:tt),*);)*) => {$(
        impl<$($name: Json),*> Json for ($($name,)*) {
            fn json(&self) -> String {
                format!("[{}]", [$(self.$at.json()),*].join(","))
            }
        }
        impl<$($name: Argument),*> Argument for ($($name,)*) {
            fn take(value: Value) -> Self {
                let Value::List(items) = value else { panic!("{UNFIT}not a list") };
                let mut items = items.into_iter();
                ($($name::take(items.next().unwrap_or_else(|| panic!("{UNFIT}too few values"))),)*)
            }
        }
    )*};
}

tuples! {
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\0'..='\x1f' => out.push_str(&format!("\\u{:04x}", character as u32)),
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// A report is a line that begins with the word on standard input, so that nothing the code prints is taken for one.
pub struct Cases {
    word: String,
}

pub fn begin() -> Cases {
    let mut word = String::new();
    let _ = std::io::stdin().read_line(&mut word);
    println!("\n{} start 0", word.trim());
    Cases { word: word.trim().to_string() }
}

impl Cases {
    pub fn run(&self, index: usize, returns: &str, function: impl FnOnce() -> String + std::panic::UnwindSafe) {
        CHANGED.take();
        match std::panic::catch_unwind(|| as_kind(returns, function)) {
            Ok(json) => {
                for (position, view) in CHANGED.take() {
                    let (outcome, json) = view();
                    println!("\n{} {outcome} {index} {position} {json}", self.word);
                }
                println!("\n{} case {index} {json}", self.word);
            }
            Err(problem) => {
                let message = problem.downcast_ref::<String>().map(String::as_str).or(problem.downcast_ref::<&str>().copied());
                let message = message.unwrap_or("panicked");
                let outcome = if message.starts_with(UNFIT) { "unfit" } else { "error" };
                println!("\n{} {outcome} {index} {}", self.word, quoted(message));
            }
        }
    }
}
