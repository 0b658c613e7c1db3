use strict;
use warnings;

my $places = <STDIN> % 26;
my @small = ('a' .. 'z');
my %shifted;
for my $at (0 .. 25) {
    my $letter = $small[($at + $places) % 26];
    $shifted{$small[$at]} = $letter;
    $shifted{uc $small[$at]} = uc $letter;
}
while (my $line = <STDIN>) {
    $line =~ s/([a-zA-Z])/$shifted{$1}/g;
    print $line;
}
