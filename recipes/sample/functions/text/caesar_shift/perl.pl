use strict;
use warnings;

sub caesar_shift {
    my ($text, $shift) = @_;
    my $rotate = sub {
        my ($letter, $base) = @_;
        return chr((ord($letter) - $base + $shift) % 26 + $base);
    };
    $text =~ s/([a-z])|([A-Z])/defined $1 ? $rotate->($1, ord 'a') : $rotate->($2, ord 'A')/ge;
    return $text;
}
