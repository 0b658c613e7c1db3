use strict;
use warnings;

my ($n, $m) = split ' ', <STDIN>;
my @roads;
for (1 .. $m) {
    my ($from, $to, $length) = split ' ', <STDIN>;
    push @roads, [$from, $to, $length], [$to, $from, $length];
}
my @distance = (undef, 0, (undef) x ($n - 1));
my $changed = 1;
while ($changed) {
    $changed = 0;
    for my $road (@roads) {
        my ($from, $to, $length) = @$road;
        next unless defined $distance[$from];
        if (!defined $distance[$to] || $distance[$from] + $length < $distance[$to]) {
            $distance[$to] = $distance[$from] + $length;
            $changed = 1;
        }
    }
}
print join(' ', map { $_ // -1 } @distance[1 .. $n]), "\n";
