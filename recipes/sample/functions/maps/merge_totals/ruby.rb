def merge_totals(first, second)
  merged = first.merge(second) { |_name, before, amount| before + amount }
  merged.reject { |_name, total| total.zero? }
end
