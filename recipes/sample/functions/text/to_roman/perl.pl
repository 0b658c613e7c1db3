use strict;
use warnings;

sub to_roman {
    my ($number) = @_;
    return '' if $number < 1 || $number > 3999;
    my @numerals = (
        [ 1000, 'M' ], [ 900, 'CM' ], [ 500, 'D' ], [ 400, 'CD' ],
        [ 100,  'C' ], [ 90,  'XC' ], [ 50,  'L' ], [ 40,  'XL' ],
        [ 10,   'X' ], [ 9,   'IX' ], [ 5,   'V' ], [ 4,   'IV' ], [ 1, 'I' ],
    );
    my $roman = '';
    for my $numeral (@numerals) {
        my ($value, $letters) = @$numeral;
        $roman .= $letters x int($number / $value);
        $number %= $value;
    }
    return $roman;
}
