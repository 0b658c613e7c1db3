use strict;
use warnings;
use List::Util qw(sum);

sub moving_average {
    my ($values, $window) = @_;
    return [] if $window < 1 || $window > @$values;
    my $total    = sum(@$values[ 0 .. $window - 1 ]);
    my @averages = ($total / $window);
    for my $index ($window .. $#$values) {
        $total += $values->[$index] - $values->[ $index - $window ];
        push @averages, $total / $window;
    }
    return \@averages;
}
