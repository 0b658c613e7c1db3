# Prints what a function returned, or the error that it raised. Perl has one kind of value for texts, numbers and truth,
# and functions return lists or references: the type of the result says which was meant.
{
    package Cases;

    use strict;
    use warnings;
    no warnings 'experimental::builtin';
    use JSON::PP ();
    use Scalar::Util qw(looks_like_number reftype);

    my $word;    # read before the code can run, which may have BEGIN blocks
    BEGIN { chomp($word = <STDIN> // '') }
    $| = 1;
    binmode STDOUT, ':utf8';    # as the code is read
    my $json = JSON::PP->new->ascii->allow_nonref;

    # The type is [KIND], or [KIND, TYPE] with the type of what is held; $changed has a type for the position of each
    # argument that is to be reported as well.
    sub run_case {
        my ($index, $type, $changed, $function, @arguments) = @_;
        return report("unfit $index " . text("no function $function")) if !defined &$function;
        my $call    = sub { no strict 'refs'; &$function(@arguments) };
        my $printed = eval { to_json($type, result_of($type, $call)) };
        if (defined $printed) {
            report("changed $index $_ " . to_json($changed->{$_}, $arguments[$_])) for sort keys %$changed;
            return report("case $index $printed");
        }
        my $outcome = "$@" =~ /^Too (?:few|many) arguments for subroutine '$function' / ? 'unfit' : 'error';
        report("$outcome $index " . text("$@"));
    }

    # A linked list of values, and a tree of its values level by level, where false is a missing child.
    sub linked { return make_nodes(['next'], @_) }
    sub tree { return make_nodes([ 'left', 'right' ], @_) }
    our $value_name;

    sub make_nodes {
        my ($links, @values) = @_;
        my @nodes     = map { is_bool($_) ? undef : { $value_name => $_, map { ($_ => undef) } @$links } } @values;
        my @following = @nodes[ 1 .. $#nodes ];
        for my $node (grep { defined } @nodes) {
            $node->{$_} = shift @following for @$links;
        }
        return $nodes[0];
    }

    sub report { print STDOUT "\n$word $_[0]\n" }

    sub result_of {
        my ($type, $call) = @_;
        my $optional = $type->[0] eq 'optional';
        my ($kind, $item) = $optional ? @{ $type->[1] } : @$type;
        return scalar $call->() if $kind !~ /^(?:list|dict|any)$/;
        my @values = $call->();
        return undef if !@values && ($optional || $kind eq 'any');
        if (@values == 1) {
            return $values[0] if $kind ne 'list' || is_list($item, $values[0]) || ($optional && !defined $values[0]);
        }
        return $kind eq 'dict' ? {@values} : \@values;
    }

    # Whether a value is a reference to a list of such items, rather than the only item of a list.
    sub is_list {
        my ($item, $value) = @_;
        return 0 if (reftype($value) // '') ne 'ARRAY';
        return 1 if $item->[0] ne 'list';
        return !grep { (reftype($_) // '') ne 'ARRAY' } @$value;
    }

    sub to_json {
        my ($type, $value) = @_;
        my ($kind, $item) = @$type;
        return $kind eq 'bool' ? 'false' : 'null' if !defined $value;
        return to_json($item, $value) if $kind eq 'optional';
        return as_it_is($value, $item) if !is_plain($value);
        return number($value) if $kind eq 'int' || $kind eq 'float';
        return text("$value") if $kind eq 'str';
        return $value ? 'true' : 'false' if $kind eq 'bool' && (is_bool($value) || looks_like_number($value) || $value eq '');
        return as_it_is($value, $item);
    }

    sub as_it_is {
        my ($value, $item) = @_;
        $item //= ['any'];
        my $held = reftype($value) // '';
        return $value ? 'true' : 'false' if is_bool($value);
        return number($value) if is_plain($value) && (ref $value || builtin::created_as_number($value));
        return '[' . join(', ', map { to_json($item, $_) } @$value) . ']' if $held eq 'ARRAY';
        return text("$value") if $held ne 'HASH';
        return '{' . join(', ', map { text($_) . ': ' . to_json($item, $value->{$_}) } sort keys %$value) . '}';
    }

    sub is_bool { return builtin::is_bool($_[0]) || JSON::PP::is_bool($_[0]) }

    # No list and no dictionary; objects of bignum are numbers.
    sub is_plain { return !ref $_[0] || JSON::PP::is_bool($_[0]) || ref($_[0]) =~ /^Math::Big(?:Int|Float|Rat)$/ }

    sub number {
        my ($value) = @_;
        my $digits = is_bool($value) ? ($value ? 1 : 0) : "$value";
        return $digits if $digits =~ /\A-?(?:0|[1-9][0-9]*)\z/;
        return text($digits) if !looks_like_number($digits) || $digits =~ /inf|nan/i;
        my $number = 0 + $digits;
        $number = 0 + $value if !ref $value;
        return sprintf '%.0f', $number if $number == int $number && abs($number) < 2**63;
        my ($shortest) = grep { $_ == $number } map { sprintf "%.${_}g", $number } 15 .. 17;
        return $shortest;
    }

    sub text { return $json->encode("$_[0]") }
}
