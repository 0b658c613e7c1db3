func KthSmallest(numbers []int, k int) int {
	items := append([]int{}, numbers...)
	low, high := 0, len(items)-1
	for low < high {
		pivot := items[(low+high)/2]
		i, j := low, high
		for i <= j {
			for items[i] < pivot {
				i++
			}
			for items[j] > pivot {
				j--
			}
			if i <= j {
				items[i], items[j] = items[j], items[i]
				i++
				j--
			}
		}
		if k-1 <= j {
			high = j
		} else if k-1 >= i {
			low = i
		} else {
			break
		}
	}
	return items[k-1]
}
