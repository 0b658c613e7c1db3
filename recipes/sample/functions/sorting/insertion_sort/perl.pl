use strict;
use warnings;

sub insertion_sort {
    my ($numbers) = @_;
    my @result = @$numbers;
    for my $end (1 .. $#result) {
        my $current = $result[$end];
        my $hole    = $end;
        while ($hole > 0 && $result[ $hole - 1 ] > $current) {
            $result[$hole] = $result[ $hole - 1 ];
            $hole--;
        }
        $result[$hole] = $current;
    }
    return \@result;
}
