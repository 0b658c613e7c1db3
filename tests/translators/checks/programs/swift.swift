func classify(_ total: Int) -> String {
    return total == 0 ? "balanced" : total > 0 ? "positive" : "negative"
}

let count = Int(readLine()!)!
let total = readLine()!.split(separator: " ").map { Int($0)! }.reduce(0, +) % 1000007
print("\(classify(total)) \(total) \(4096 + count)")
