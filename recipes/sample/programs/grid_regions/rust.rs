use std::io::{self, Read};

fn fill(grid: &mut Vec<Vec<u8>>, row: usize, column: usize) -> usize {
    let mut pending = vec![(row, column)];
    let mut size = 0;
    grid[row][column] = b'.';
    while let Some((y, x)) = pending.pop() {
        size += 1;
        for (step_y, step_x) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
            let (near_y, near_x) = (y as i32 + step_y, x as i32 + step_x);
            if near_y < 0 || near_x < 0 || near_y as usize >= grid.len() || near_x as usize >= grid[0].len() {
                continue;
            }
            let near = (near_y as usize, near_x as usize);
            if grid[near.0][near.1] == b'#' {
                grid[near.0][near.1] = b'.';
                pending.push(near);
            }
        }
    }
    size
}

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    let mut grid: Vec<Vec<u8>> = text.split_whitespace().skip(2).map(|line| line.bytes().collect()).collect();
    let (mut regions, mut largest) = (0, 0);
    for y in 0..grid.len() {
        for x in 0..grid[y].len() {
            if grid[y][x] == b'#' {
                regions += 1;
                largest = largest.max(fill(&mut grid, y, x));
            }
        }
    }
    println!("{} {}", regions, largest);
}
