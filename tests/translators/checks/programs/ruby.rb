def classify(total)
  total.zero? ? "balanced" : total.positive? ? "positive" : "negative"
end

def main
  data = STDIN.read.split.map(&:to_i)
  count = data[0]
  total = data[1, count].sum % 1000007
  puts "#{classify(total)} #{total} #{4096 + count}"
end

main
