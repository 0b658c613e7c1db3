use strict;
use warnings;

sub split_csv_line {
    my ($line) = @_;
    my ($field, $quoted, @fields) = ('', 0);
    while ($line =~ /\G(.)/gs) {
        my $character = $1;
        if ($quoted && $character eq '"' && $line =~ /\G"/gc) {
            $field .= '"';
        }
        elsif ($character eq '"') {
            $quoted = !$quoted;
        }
        elsif ($character eq ',' && !$quoted) {
            push @fields, $field;
            $field = '';
        }
        else {
            $field .= $character;
        }
    }
    return [ @fields, $field ];
}
