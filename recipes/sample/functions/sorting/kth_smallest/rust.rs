pub fn kth_smallest(numbers: &[i64], k: usize) -> i64 {
    let mut items = numbers.to_vec();
    let target = k - 1;
    let (mut low, mut high) = (0, items.len() - 1);
    while low < high {
        let pivot = items[(low + high) / 2];
        let (mut i, mut j) = (low as isize, high as isize);
        while i <= j {
            while items[i as usize] < pivot {
                i += 1;
            }
            while items[j as usize] > pivot {
                j -= 1;
            }
            if i <= j {
                items.swap(i as usize, j as usize);
                i += 1;
                j -= 1;
            }
        }
        if target as isize <= j {
            high = j as usize;
        } else if target as isize >= i {
            low = i as usize;
        } else {
            break;
        }
    }
    items[target]
}
