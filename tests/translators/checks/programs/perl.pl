use strict;
use warnings;

sub classify {
    my ($total) = @_;
    return $total == 0 ? "balanced" : $total > 0 ? "positive" : "negative";
}

my @data = split ' ', join '', <STDIN>;
my $count = shift @data;
my $total = 0;
$total += $_ for @data[0 .. $count - 1];
$total %= 1000007;
print classify($total), " $total ", 4096 + $count, "\n";
