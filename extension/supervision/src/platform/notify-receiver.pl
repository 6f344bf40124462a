# Receives what a program says by systemd's protocol (sd_notify(3)), and beats for it. Node has no sockets of that kind.
#
# Arguments: the socket to make; the heartbeat file; the life line; the incarnation's record.
# Lives as long as the incarnation, whatever becomes of the restarter: it ends when the life line has no writer any more.
# Everybody who can reach the socket is heard (NotifyAccess=all): the directory lets only this user in.
# notify-receiver.py does the same where there is no Perl; keep them alike.
use strict;
use warnings;
use Fcntl;
use Socket;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my ($path, $beat, $life, $record) = @ARGV;
my $phase = '';
my $is_silent = 0;

umask 0077;
unlink $path;
socket(my $socket, AF_UNIX, SOCK_DGRAM, 0) or die "notify receiver: cannot make a socket: $!\n";
bind($socket, pack_sockaddr_un($path)) or die "notify receiver: cannot bind $path: $!\n";
sysopen(my $line, $life, O_RDONLY | O_NONBLOCK) or die "notify receiver: cannot open $life: $!\n";
enter('booting');
$| = 1;
print "ready\n";
open(STDOUT, '>', '/dev/null');

my $has_line = 1;
while (1) {
    my $wanted = '';
    vec($wanted, fileno($socket), 1) = 1;
    vec($wanted, fileno($line), 1) = 1 if $has_line;
    select(my $ready = $wanted, undef, undef, $has_line ? undef : 1);
    if (vec($ready, fileno($socket), 1)) {
        # Descriptors that come along (BARRIER=1, FDSTORE=1) are closed by the kernel: that is all a barrier waits for.
        my $text = '';
        hear($_) for defined recv($socket, $text, 65536, 0) ? split(/\n/, $text) : ();
    }
    if ($has_line && vec($ready, fileno($line), 1)) {
        my $got = sysread($line, my $ignored, 4096);
        $has_line = 0 if defined $got && $got == 0;
    }
    # A program may close descriptors that it does not know; then its record tells whether it lives.
    if (!$has_line && !lives()) {
        unlink $path;
        exit 0;
    }
}

sub hear {
    my ($message) = @_;
    return if $is_silent;
    if ($message eq 'READY=1') { enter('serving') }
    elsif ($message eq 'WATCHDOG=1') { $phase eq 'booting' ? enter('running') : touch() }
    # It says itself that it is sick: from now on nothing it says is a beat, and the time of the last one is none.
    elsif ($message eq 'WATCHDOG=trigger') { $is_silent = 1; utime(0, 0, $beat) }
    # The rest is not for us. EXTEND_TIMEOUT_USEC and WATCHDOG_USEC: how long it may be silent stands in crash-only.json,
    # and a program that is sick must not be able to put that off.
}

# One write of one short line at offset 0: there is no instant at which a reader finds half of it.
sub enter {
    my ($now) = @_;
    return touch() if $now eq $phase;
    sysopen(my $file, $beat, O_WRONLY | O_CREAT, 0600) or return;
    $phase = $now if syswrite($file, sprintf("%-7s %.3f\n", $now, clock_gettime(CLOCK_MONOTONIC) * 1000));
}

# A file that was deleted is made anew.
sub touch {
    return if utime(undef, undef, $beat);
    my $now = $phase;
    $phase = '';
    enter($now);
}

sub lives {
    open(my $file, '<', $record) or return 0;
    my ($pid, $start) = (<$file> // '') =~ /"pid":(\d+).*?"startTime":"(\d+)"/ or return 0;
    open(my $stat, '<', "/proc/$pid/stat") or return 0;
    my ($state, @fields) = split / /, (<$stat> // '') =~ s/.*\) //sr;
    return $state ne 'Z' && ($fields[18] // '') eq $start;
}
