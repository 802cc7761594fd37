#!/usr/bin/perl
# A client of the tree that does as programs made for a kernel do: it believes modes, reads to the end, writes once,
# and asks last_sysfs_mgmt_res where a write was only queued.
#
#   client.pl ROOT walk               prints each entry; says on standard error what is not as sysfs would be
#   client.pl ROOT write < LINES      each line WAY<tab>PATH<tab>TEXT; prints the error number's name, or 0
use strict;
use warnings;
use Errno;
use Fcntl qw(:DEFAULT :mode :seek);

my ($root, $command) = @ARGV;
my $PAGE = 4096;
my $faults = 0;

my %WAYS = (
    syswrite => sub { sysopen(my $file, $_[0], O_WRONLY) or return; once($file, $_[1]) },
    truncate => sub { open(my $file, '>', $_[0]) or return; print $file $_[1]; close $file },
    append   => sub { open(my $file, '>>', $_[0]) or return; print $file $_[1]; close $file },
    update   => sub { open(my $file, '+<', $_[0]) or return; seek($file, 0, SEEK_END); once($file, $_[1]) },
);

sub once { my ($file, $text) = @_; defined syswrite($file, $text) or return; close $file }

if ($command eq 'walk') { walk('') }
elsif ($command eq 'write') { obey($_) while <STDIN> }
exit($faults > 0);

sub obey {
    my ($way, $path, $text) = split /\t/, $_[0], 3;
    my $done = $WAYS{$way}->("$root/$path", $text);
    my $error = $done ? 0 : name_of($!);
    $error = queued_result() if $error eq 'EAGAIN';
    print "$error\n";
}

# Readable again means done.
sub queued_result {
    for (1 .. 2000) {
        my $text = slurp("$root/last_sysfs_mgmt_res");
        return $text == 0 ? 0 : name_of(-$text) if defined $text;
        die "last_sysfs_mgmt_res: $!" unless $!{EAGAIN};
        select undef, undef, undef, 0.01;
    }
    die "last_sysfs_mgmt_res never came back";
}

sub walk {
    my ($path) = @_;
    my @names = names($path);
    fault($path, "lists a name twice") if keys %{{ map { $_ => 1 } @names }} != @names;
    look($path eq '' ? $_ : "$path/$_") for sort @names;
}

sub names {
    opendir(my $directory, "$root/$_[0]") or return fault($_[0], "opendir: $!");
    my @first = readdir $directory;
    rewinddir $directory;
    my @second = readdir $directory;
    fault($_[0], "another listing the second time") if "@first" ne "@second";
    return grep { $_ ne '.' && $_ ne '..' } @first;
}

sub look {
    my ($path) = @_;
    my $file = "$root/$path";
    my $mode = S_IMODE((lstat $file)[2]);
    if (-l $file) {
        my $to = readlink $file;
        fault($path, "leads nowhere: $to") unless -e $file;
        print "link $path $to\n";
    }
    elsif (-d $file) {
        fault($path, "cannot be entered") unless -r _ && -x _;
        printf "dir %s %04o\n", $path, $mode;
        walk($path);
    }
    elsif (-f $file && !-p _ && !-S _) {
        fault($path, "size " . -s _) unless -s _ == $PAGE;
        printf "file %s %04o %s\n", $path, $mode, read_as_told($path, $mode);
        open_for_writing($path, $mode);
    }
    else { fault($path, "is no file, directory or link") }
}

# Content as hex digits, or the error's name.
sub read_as_told {
    my ($path, $mode) = @_;
    my $content = in_pieces("$root/$path");
    if (!($mode & 0444)) {
        fault($path, "can be read") if defined $content || !$!{EACCES};
        return 'EACCES';
    }
    return name_of($!) unless defined $content;
    fault($path, "reads otherwise at once") if $content ne slurp("$root/$path") && !volatile($path);
    return unpack 'H*', $content;
}

sub in_pieces {
    sysopen(my $file, $_[0], O_RDONLY) or return;
    my ($all, $piece) = ('', '');
    for (;;) {
        my $length = sysread $file, $piece, 7;
        return unless defined $length;
        last if $length == 0;
        $all .= $piece;
    }
    sysseek $file, 0, SEEK_SET;
    sysread $file, $piece, 7;
    return fault($_[0], "begins otherwise after a seek") if $piece ne substr($all, 0, 7);
    return $all;
}

sub slurp {
    open(my $file, '<', $_[0]) or return;
    local $/;
    $! = 0;
    my $text = <$file>;
    return $text if defined $text && $text ne '';
    return $! ? undef : '';
}

sub open_for_writing {
    my ($path, $mode) = @_;
    for my $flags (O_WRONLY, O_WRONLY | O_TRUNC, O_WRONLY | O_APPEND, O_WRONLY | O_CREAT) {
        my $opened = sysopen(my $file, "$root/$path", $flags);
        my $wanted = ($mode & 0222) != 0;
        fault($path, $opened ? "can be written" : "cannot be written: $!") if $wanted != !!$opened;
    }
}

sub volatile { $_[0] =~ m{^sgv/|stats$|_count(_kb)?$|^trace_m?cmds$} }

sub name_of {
    my ($number) = @_;
    local $! = $number + 0;
    for my $name (sort keys %!) { return $name if $!{$name} && $name ne 'EWOULDBLOCK' && $name ne 'ENOTSUP' }
    return "error $number";
}

sub fault { my ($path, $what) = @_; $faults++; print STDERR "$path: $what\n"; return }
