use strict;
use warnings;

my ($rows, $columns) = split ' ', <STDIN>;
my @matrix = map { [split ' ', scalar <STDIN>] } 1 .. $rows;
for my $x (0 .. $columns - 1) {
    print join(' ', map { $_->[$x] } reverse @matrix), "\n";
}
