use strict;
use warnings;

my $count = <STDIN>;
for (1 .. $count) {
    my $text = <STDIN> // '';
    $text =~ s/\s+//g;
    1 while $text =~ s/\(\)|\[\]|\{\}//g;
    print $text eq '' ? "YES\n" : "NO\n";
}
