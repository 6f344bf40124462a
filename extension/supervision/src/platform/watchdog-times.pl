# Sets the times of the watchdog device that descriptor 3 is, and says what the driver made of them: `timeout pretimeout`.
# Arguments: timeout and pretimeout in seconds; 0 leaves it as it is. No module is used: the interpreter alone is enough.
# The numbers are those of linux/watchdog.h where _IOC is the generic one (x86, arm, riscv, s390, loongarch).

my ($timeout, $pretimeout) = @ARGV;
open(my $device, '>&=', 3) or die "cannot use descriptor 3: $!\n";

sub times_call {
    my ($number, $value) = @_;
    my $room = pack('i', $value);
    return ioctl($device, $number, $room) ? unpack('i', $room) : undef;
}

if ($timeout > 0) { defined times_call(0xC0045706, $timeout) or die "the driver does not take a timeout of $timeout s: $!\n" }
if ($pretimeout > 0) { defined times_call(0xC0045708, $pretimeout) or die "the driver does not take a pretimeout of $pretimeout s: $!\n" }
print times_call(0x80045707, 0) // 0, ' ', times_call(0x80045709, 0) // 0, "\n";
