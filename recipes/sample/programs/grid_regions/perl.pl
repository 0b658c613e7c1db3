use strict;
use warnings;
no warnings 'recursion';

my ($rows, $columns) = split ' ', <STDIN>;
my @grid;
for (1 .. $rows) {
    my $line = <STDIN>;
    chomp $line;
    push @grid, [split //, $line];
}

sub fill {
    my ($y, $x) = @_;
    return 0 if $y < 0 || $x < 0 || $y >= $rows || $x >= $columns || $grid[$y][$x] ne '#';
    $grid[$y][$x] = '.';
    return 1 + fill($y - 1, $x) + fill($y + 1, $x) + fill($y, $x - 1) + fill($y, $x + 1);
}

my ($regions, $largest) = (0, 0);
for my $y (0 .. $rows - 1) {
    for my $x (0 .. $columns - 1) {
        my $size = fill($y, $x);
        $regions++ if $size;
        $largest = $size if $size > $largest;
    }
}
print "$regions $largest\n";
